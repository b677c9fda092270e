import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Env } from '../shared/env.ts';
import type { Config } from './config/config.ts';
import { type FunctionNetwork, type GatewayFunction, grant } from './functions/function.ts';

type DocsConfig = Config['docs'];

export interface DocsProps {
  readonly docs: DocsConfig;
}

const FILES = ['DOCS_URL', 'DOCS_STORAGE_ORIGINS'] as const;
const CLIENT = [...FILES, 'DOCS_LEGACY_COMMANDS', 'INBOX_SECRET_NAME'] as const;
const TOKEN = ['DOCS_TOKEN_HEADER', 'OUTBOX_SECRET_NAME'] as const;

/** What functions need to reach ONLYOFFICE Docs: its address, its two secrets and its network. */
export class Docs extends Construct {
  readonly environment: Pick<Env, (typeof CLIENT | typeof TOKEN)[number]>;
  /** The variables of a function that calls Docs. */
  readonly variables = CLIENT;
  /** The variables of a function that only downloads files of Docs. */
  readonly fileVariables = FILES;
  /** The variables of a function that verifies Docs' tokens. */
  readonly tokenVariables = TOKEN;
  /** The network of functions that call Docs, where Docs is private. */
  readonly network?: FunctionNetwork;
  private readonly kmsKeyArn?: string;
  private readonly inbox: secrets.ISecret;
  private readonly outbox: secrets.ISecret;

  constructor(scope: Construct, id: string, { docs }: DocsProps) {
    super(scope, id);
    this.kmsKeyArn = docs.kmsKeyArn;
    this.inbox = secrets.Secret.fromSecretNameV2(this, 'Inbox', docs.inboxSecretName);
    this.outbox = secrets.Secret.fromSecretNameV2(this, 'Outbox', docs.outboxSecretName);
    this.network = docs.vpc && this.networkIn(docs.vpc);
    this.environment = {
      DOCS_URL: docs.url,
      DOCS_TOKEN_HEADER: docs.tokenHeader,
      DOCS_STORAGE_ORIGINS: docs.storageOrigins.join(' '),
      DOCS_LEGACY_COMMANDS: String(docs.legacyCommands),
      INBOX_SECRET_NAME: docs.inboxSecretName,
      OUTBOX_SECRET_NAME: docs.outboxSecretName,
    };
  }

  /** The gateway signs with it, and Docs verifies. */
  grantInbox(to: GatewayFunction): void {
    this.grantSecret(to, this.inbox);
  }

  /** Docs signs with it, and the gateway verifies. */
  grantOutbox(to: GatewayFunction): void {
    this.grantSecret(to, this.outbox);
  }

  /** Allows reading the current and the previous value. */
  private grantSecret(to: GatewayFunction, { secretArn }: secrets.ISecret): void {
    const arn = `${secretArn}-??????`; // Secrets Manager appends six random characters
    grant(to, ['secretsmanager:GetSecretValue'], [arn]);
    if (!this.kmsKeyArn) return;
    // Secrets Manager names the secret in each request to KMS, so other uses of the key stay closed.
    const ofTheSecret = { StringLike: { 'kms:EncryptionContext:SecretARN': arn } };
    grant(to, ['kms:Decrypt'], [this.kmsKeyArn], ofTheSecret);
  }

  private networkIn(wanted: NonNullable<DocsConfig['vpc']>): FunctionNetwork {
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: wanted.vpcId,
      availabilityZones: wanted.availabilityZones,
      privateSubnetIds: wanted.subnetIds,
      privateSubnetRouteTableIds: wanted.routeTableIds,
    });
    if (wanted.routeTableIds) this.addGatewayEndpoints(vpc, wanted.existingEndpoints);
    const securityGroups = wanted.securityGroupIds?.map((groupId) =>
      ec2.SecurityGroup.fromSecurityGroupId(this, groupId, groupId, { mutable: false }),
    ) ?? [
      new ec2.SecurityGroup(this, 'Way out', {
        vpc,
        description: 'Outbound to Docs and AWS, no inbound',
      }),
    ];
    return { vpc, vpcSubnets: { subnets: vpc.privateSubnets }, securityGroups };
  }

  /** Traffic to S3 and DynamoDB bypasses the NAT gateway, which would charge for it. */
  private addGatewayEndpoints(vpc: ec2.IVpc, existing: ('s3' | 'dynamodb')[]): void {
    const subnets = [{ subnets: vpc.privateSubnets }];
    const { S3, DYNAMODB } = ec2.GatewayVpcEndpointAwsService;
    if (!existing.includes('s3'))
      new ec2.GatewayVpcEndpoint(this, 'S3', { vpc, service: S3, subnets });
    if (!existing.includes('dynamodb'))
      new ec2.GatewayVpcEndpoint(this, 'DynamoDB', { vpc, service: DYNAMODB, subnets });
  }
}
