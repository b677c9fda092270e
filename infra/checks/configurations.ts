/** A configuration to check, and the region whose rules apply. */
export type Checked = { config: object; region: string };

const SECRETS = { inboxSecretName: 'docs/inbox', outboxSecretName: 'docs/outbox' };
const PRIVATE_DOCS = { url: 'http://docs.internal:8080', ...SECRETS };
const PUBLIC_DOCS = { url: 'https://docs.example.com/office', ...SECRETS };
const AUTH = { issuer: 'https://login.example.com/', audience: ['gateway'] };
const KEY = 'key/1234abcd-12ab-34cd-56ef-1234567890ab';
const VPC = {
  vpcId: 'vpc-0a1b2c3d',
  availabilityZones: ['eu-central-1a', 'eu-central-1b'],
  subnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'],
};

const throttle = { rate: 1, burst: 1 };
const most = { rate: 10_000, burst: 5_000 };
const groups = ['usual', 'polls', 'lists', 'docs', 'open'];
const all = (value: object) => Object.fromEntries(groups.map((group) => [group, value]));

/** The extremes of the schema: each setting at both ends, and each part that adds or changes resources. */
export const CONFIGURATIONS: Record<string, Checked> = {
  minimal: { region: 'eu-central-1', config: { docs: PUBLIC_DOCS, auth: AUTH } },
  'lowest values': {
    region: 'us-east-1',
    config: {
      stackName: 'D',
      docs: PUBLIC_DOCS,
      auth: AUTH,
      publicUrl: 'https://gateway.example.com',
      maxInFlight: 1,
      limits: { buildMinutes: 1, waitHours: 1, fileMiB: 1, heldCalls: 1 },
      retention: { buildDays: 90, inboxDays: 1, resultDays: 1, logDays: 1 },
      throttles: all(throttle),
      sweep: 'copy',
    },
  },
  'highest values': {
    region: 'eu-central-1',
    config: {
      stackName: `D${'o'.repeat(99)}`,
      docs: {
        ...PRIVATE_DOCS,
        kmsKeyArn: `arn:aws:kms:eu-central-1:111122223333:${KEY}`,
        storageOrigins: ['https://one.example.com', 'https://two.example.com'],
        vpc: { ...VPC, routeTableIds: ['rtb-0a1b2c3d', 'rtb-1a1b2c3d'] },
      },
      auth: { ...AUTH, scopePrefix: 'api://docs-gateway/', scopeClaim: 'scp', tenantClaim: 'org' },
      commands: { keyPrefix: '{tenant}.' },
      publicUrl: 'https://example.com/docs/gateway',
      pages: {
        clientId: 'a-client',
        scopes: ['api://docs-gateway/builds:read'],
        audience: 'https://docs-gateway.example.com',
        origins: ['https://tokens.example.com'],
      },
      allowedOrigins: ['https://app.example.com', 'https://other.example.com'],
      maxInFlight: 1000,
      limits: { buildMinutes: 720, waitHours: 144, fileMiB: 5120, heldCalls: 1000 },
      retention: { buildDays: 3650, inboxDays: 3650, resultDays: 3650, logDays: 3653 },
      throttles: all(most),
      sources: { schemes: ['https', 'http'], ports: [443, 8443], allow: ['10.0.0.0/8'] },
      sweep: 'move',
      alarms: { topicArn: 'arn:aws:sns:eu-central-1:111122223333:operators' },
      tags: { owner: 'documents', stage: 'production' },
    },
  },
  'VPC with endpoints of its own': {
    region: 'eu-central-1',
    config: {
      docs: {
        ...PRIVATE_DOCS,
        vpc: {
          ...VPC,
          securityGroupIds: ['sg-0a1b2c3d'],
          routeTableIds: ['rtb-0a1b2c3d', 'rtb-1a1b2c3d'],
          existingEndpoints: ['s3', 'dynamodb'],
        },
      },
      auth: AUTH,
    },
  },
  China: {
    region: 'cn-north-1',
    config: {
      docs: {
        ...PRIVATE_DOCS,
        kmsKeyArn: `arn:aws-cn:kms:cn-north-1:111122223333:${KEY}`,
        vpc: { ...VPC, availabilityZones: ['cn-north-1a', 'cn-north-1b'] },
      },
      auth: AUTH,
      alarms: { topicArn: 'arn:aws-cn:sns:cn-north-1:111122223333:operators' },
    },
  },
};
