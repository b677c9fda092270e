import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { EVERY_SETTING, readStack } from '../../support/aws/template.ts';

const stack = readStack();
const bucket = stack.one('AWS::S3::Bucket');
const table = stack.one('AWS::DynamoDB::Table');

/**
 * A rule without any of these fails the deployment, although synthesis and S3 itself accept it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-rule.html
 */
const ONE_OF_THESE_IS_REQUIRED = [
  'AbortIncompleteMultipartUpload',
  'ExpirationDate',
  'ExpirationInDays',
  'NoncurrentVersionExpiration',
  'NoncurrentVersionExpirationInDays',
  'NoncurrentVersionTransition',
  'NoncurrentVersionTransitions',
  'Transition',
  'Transitions',
];

test('no object in the bucket is public', () => {
  deepEqual(bucket.Properties.PublicAccessBlockConfiguration, {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
});

test('the bucket is versioned and encrypted by S3, and its account owns every object', () => {
  const { VersioningConfiguration, BucketEncryption, OwnershipControls } = bucket.Properties;

  deepEqual(VersioningConfiguration, { Status: 'Enabled' });
  deepEqual(BucketEncryption.ServerSideEncryptionConfiguration, [
    { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
  ]);
  deepEqual(OwnershipControls.Rules, [{ ObjectOwnership: 'BucketOwnerEnforced' }]);
});

test('the bucket and every queue refuse requests without TLS', () => {
  const policies = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy'].flatMap((type) =>
    stack.all(type),
  );

  equal(policies.length, 1 + stack.all('AWS::SQS::Queue').length);
  for (const { Properties, path } of policies) {
    const denies = Properties.PolicyDocument.Statement.filter(
      (statement: { Effect: string; Condition?: { Bool?: object } }) =>
        statement.Effect === 'Deny' &&
        JSON.stringify(statement.Condition?.Bool) === '{"aws:SecureTransport":"false"}',
    );
    equal(denies.length, 1, path);
  }
});

test('web pages of any origin may read objects of the bucket with any header, and use no other method', () => {
  deepEqual(bucket.Properties.CorsConfiguration.CorsRules, [
    {
      AllowedMethods: ['GET', 'HEAD'],
      AllowedOrigins: ['*'],
      AllowedHeaders: ['*'],
      ExposedHeaders: ['etag', 'content-disposition', 'content-range', 'accept-ranges'],
      MaxAge: 3600,
    },
  ]);
});

test('staged scripts expire after 7 days, staged callbacks after 14, uploads after the configured days, results never', () => {
  const { Rules } = readStack({ retention: { inboxDays: 7 } }).one('AWS::S3::Bucket').Properties
    .LifecycleConfiguration;

  deepEqual(Rules, [
    { Id: 'Staged scripts', Prefix: 'scripts/', ExpirationInDays: 7, Status: 'Enabled' },
    { Id: 'Callbacks', Prefix: 'callbacks/', ExpirationInDays: 14, Status: 'Enabled' },
    { Id: 'Uploads', Prefix: 'inbox/', ExpirationInDays: 7, Status: 'Enabled' },
    ...Object.entries({
      callbacks: 1,
      documents: 30,
      inbox: 7,
      inputs: 30,
      scripts: 1,
      templates: 30,
    }).map(([folder, NoncurrentDays]) => ({
      Id: `Replaced and deleted versions of ${folder}`,
      Prefix: `${folder}/`,
      NoncurrentVersionExpiration: { NoncurrentDays },
      Status: 'Enabled',
    })),
    {
      Id: 'Incomplete uploads and expired delete markers',
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      ExpiredObjectDeleteMarker: true,
      Status: 'Enabled',
    },
  ]);
});

test('results expire after the configured days', () => {
  const { Rules } = readStack({ retention: { resultDays: 400 } }).one('AWS::S3::Bucket').Properties
    .LifecycleConfiguration;

  deepEqual(
    Rules.find((rule: { Prefix?: string }) => rule.Prefix === 'results/'),
    {
      Id: 'Results',
      Prefix: 'results/',
      ExpirationInDays: 400,
      NoncurrentVersionExpiration: { NoncurrentDays: 400 },
      Status: 'Enabled',
    },
  );
});

for (const [name, config] of Object.entries({ sample: {}, largest: EVERY_SETTING })) {
  test(`CloudFormation accepts every lifecycle rule of the ${name} deployment`, () => {
    const { Rules } = readStack(config).one('AWS::S3::Bucket').Properties.LifecycleConfiguration;

    const refused = (Rules as object[]).filter(
      (rule) => !ONE_OF_THESE_IS_REQUIRED.some((property) => property in rule),
    );
    deepEqual(refused, []);
  });
}

test('a staged script is kept longer than a build may wait', () => {
  const longest = readStack({ limits: { waitHours: 24 * 6, buildMinutes: 720 } });

  const scripts = longest
    .one('AWS::S3::Bucket')
    .Properties.LifecycleConfiguration.Rules.find(
      (rule: { Prefix?: string }) => rule.Prefix === 'scripts/',
    );
  const hours = Number(
    longest.function('queue/start-build').Properties.Environment.Variables.WAIT_HOURS,
  );

  ok(scripts.ExpirationInDays * 24 > hours);
});

test('S3 notifies the uploads queue of objects below inbox/, without a custom resource of CDK', () => {
  const [notification, ...others] = bucket.Properties.NotificationConfiguration.QueueConfigurations;

  equal(notification.Event, 's3:ObjectCreated:*');
  deepEqual(notification.Filter, { S3Key: { Rules: [{ Name: 'prefix', Value: 'inbox/' }] } });
  equal(stack.text(notification.Queue), 'Queues/Uploads/Resource/Resource.Arn');
  equal(others.length, 0);
  equal(stack.all('Custom::S3BucketNotifications').length, 0);
});

test('the policy of the uploads queue is created before the bucket', () => {
  const policy = stack.one('AWS::SQS::QueuePolicy', 'Queues/Uploads/Resource/Policy');

  ok((bucket.DependsOn as string[]).some((id) => stack.text({ Ref: id }) === policy.path));
});

test('the indexes find builds by tenant and by correlation id, sorted by creation', () => {
  const keys = table.Properties.GlobalSecondaryIndexes.map(
    (index: { IndexName: string; KeySchema: { AttributeName: string }[]; Projection: object }) => [
      index.IndexName,
      ...index.KeySchema.map((key) => key.AttributeName),
      index.Projection,
    ],
  );
  const projection = {
    ProjectionType: 'INCLUDE',
    NonKeyAttributes: ['status', 'template', 'subject'],
  };

  deepEqual(keys, [
    ['byTenant', 'tenantKey', 'createdKey', projection],
    ['byCorrelation', 'correlationKey', 'createdKey', projection],
  ]);
});

test('the table is billed on demand, has point-in-time recovery, a TTL and a stream', () => {
  const { Properties } = table;

  equal(Properties.BillingMode, 'PAY_PER_REQUEST');
  equal(Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled, true);
  deepEqual(Properties.TimeToLiveSpecification, { AttributeName: 'expiresAt', Enabled: true });
  deepEqual(Properties.StreamSpecification, { StreamViewType: 'NEW_AND_OLD_IMAGES' });
});

test('the bucket, the table and the logs are kept when the stack is deleted, and removed when its first deployment fails', () => {
  for (const kept of [bucket, table, ...stack.all('AWS::Logs::LogGroup')]) {
    const { DeletionPolicy, UpdateReplacePolicy, path } = kept;
    deepEqual([DeletionPolicy, UpdateReplacePolicy], ['RetainExceptOnCreate', 'Retain'], path);
  }
});
