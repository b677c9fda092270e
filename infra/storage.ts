import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  HELD_CALLS,
  INDEX_ATTRIBUTES,
  INDEX_SORT_KEY,
  INDEXES,
  TABLE,
  type TableIndex,
} from '../shared/storage/table/table-schema.ts';
import type { Config } from './config/config.ts';
import { LINKS_IN_PAGES } from './cors.ts';
import { type GatewayFunction, grant } from './functions/function.ts';
import { lifecycle } from './lifecycle.ts';

/** A folder of the bucket. */
export type Folder =
  | 'inbox'
  | 'templates'
  | 'inputs'
  | 'scripts'
  | 'results'
  | 'callbacks'
  | 'documents';
/** What a function may do with rows; a transaction needs the rights of its parts. */
export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'Query';

export interface StorageProps {
  /** Notified of each object that is put below `inbox/`. */
  readonly uploads: sqs.IQueue;
  readonly retention: Config['retention'];
}

/**
 * One bucket and one table. Deleting the stack keeps both, because they hold what callers were promised. A
 * first deployment that fails removes them, because they are empty.
 */
export class Storage extends Construct {
  readonly bucket: s3.IBucket;
  readonly table: dynamodb.ITable;

  constructor(scope: Construct, id: string, props: StorageProps) {
    super(scope, id);
    this.bucket = this.makeBucket(props);
    this.table = this.makeTable();
  }

  private makeBucket({ uploads, retention }: StorageProps): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Resource', {
      versioned: true, // a build's links name the version it wrote
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      cors: [LINKS_IN_PAGES],
      lifecycleRules: lifecycle(retention),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    // Set as a plain property: CDK's own method would deploy a custom resource and its function.
    const resource = bucket.node.defaultChild as s3.CfnBucket;
    resource.notificationConfiguration = {
      queueConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          queue: uploads.queueArn,
          filter: { s3Key: { rules: [{ name: 'prefix', value: 'inbox/' }] } },
        },
      ],
    };
    // S3 tests whether it may send when the configuration is set: the queue's policy must come first.
    resource.node.addDependency(uploads);
    return bucket;
  }

  private makeTable(): dynamodb.Table {
    const { STRING: type } = dynamodb.AttributeType;
    const table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: TABLE.partitionKey, type },
      sortKey: { name: TABLE.sortKey, type },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.DEFAULT,
      timeToLiveAttribute: TABLE.timeToLive,
      stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES, // both images show that a build ended
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    for (const [indexName, partition] of Object.entries(INDEXES)) {
      table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: partition, type },
        sortKey: { name: INDEX_SORT_KEY, type },
        projectionType: dynamodb.ProjectionType.INCLUDE,
        nonKeyAttributes: INDEX_ATTRIBUTES,
      });
    }
    return table;
  }

  grantRows(to: GatewayFunction, ...actions: TableAction[]): void {
    grant(
      to,
      actions.map((action) => `dynamodb:${action}`),
      [this.table.tableArn],
    );
  }

  /** Counts the calls that are held: may read and change one item only. */
  grantHolds(to: GatewayFunction): void {
    grant(to, ['dynamodb:GetItem', 'dynamodb:UpdateItem'], [this.table.tableArn], {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [HELD_CALLS] },
    });
  }

  grantIndexes(to: GatewayFunction, ...indexes: TableIndex[]): void {
    const arns = indexes.map((index) => `${this.table.tableArn}/index/${index}`);
    grant(to, ['dynamodb:Query'], arns);
  }

  /** Reads the newest versions. The right to list makes S3 answer 404, not 403, for a missing object. */
  grantRead(to: GatewayFunction, ...folders: Folder[]): void {
    grant(to, ['s3:GetObject'], this.below(folders));
    grant(to, ['s3:ListBucket'], [this.bucket.bucketArn]);
  }

  /** Lists what is in a folder, without reading it. */
  grantList(to: GatewayFunction, folder: Folder): void {
    grant(to, ['s3:ListBucket'], [this.bucket.bucketArn], {
      StringLike: { 's3:prefix': `${folder}/*` },
    });
  }

  /** Also reads a version that it names, as links to results do. */
  grantReadVersions(to: GatewayFunction, ...folders: Folder[]): void {
    this.grantRead(to, ...folders);
    grant(to, ['s3:GetObjectVersion'], this.below(folders));
  }

  /** Puts small objects. */
  grantWrite(to: GatewayFunction, ...folders: Folder[]): void {
    grant(to, ['s3:PutObject'], this.below(folders));
  }

  /** Puts objects of any size in parts, and removes the parts of an upload that failed. */
  grantCopy(to: GatewayFunction, ...folders: Folder[]): void {
    grant(to, ['s3:PutObject', 's3:AbortMultipartUpload'], this.below(folders));
  }

  /** Deletes a version that it wrote itself. */
  grantTakeBack(to: GatewayFunction, ...folders: Folder[]): void {
    grant(to, ['s3:DeleteObjectVersion'], this.below(folders));
  }

  /** Finds every version below the folders and deletes it for good. */
  grantErase(to: GatewayFunction, ...folders: Folder[]): void {
    // S3 requires the first action too, even where each object of a batch names its version.
    grant(to, ['s3:DeleteObject', 's3:DeleteObjectVersion'], this.below(folders));
    grant(to, ['s3:ListBucketVersions'], [this.bucket.bucketArn], {
      StringLike: { 's3:prefix': folders.map((folder) => `${folder}/*`) },
    });
  }

  /** Aborts uploads below the folders that another function began. IAM has no condition for what it lists. */
  grantAbort(to: GatewayFunction, ...folders: Folder[]): void {
    grant(to, ['s3:AbortMultipartUpload'], this.below(folders));
    grant(to, ['s3:ListBucketMultipartUploads'], [this.bucket.bucketArn]);
  }

  private below(folders: Folder[]): string[] {
    return folders.map((folder) => this.bucket.arnForObjects(`${folder}/*`));
  }
}
