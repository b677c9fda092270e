import { deepEqual, equal, throws } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { parseConfig } from '../../../infra/config/config.ts';
import { SAMPLE } from '../../support/aws/template.ts';

const LEAST = {
  docs: {
    url: 'https://docs.example.com/office',
    inboxSecretName: 'docs/inbox',
    outboxSecretName: 'docs/outbox',
  },
  auth: { issuer: 'https://login.example.com/', audience: ['gateway'] },
};

test('settings that are left out have the defaults of the contract', () => {
  deepEqual(parseConfig(LEAST), {
    stackName: 'DocsGateway',
    docs: {
      ...LEAST.docs,
      tokenHeader: 'Authorization',
      legacyCommands: false,
      storageOrigins: [],
      servers: 1,
    },
    auth: LEAST.auth,
    allowedOrigins: [],
    maxInFlight: 2,
    diagnose: true,
    limits: { buildMinutes: 45, waitHours: 24, fileMiB: 1024, heldCalls: 0 },
    throttles: {
      usual: { rate: 100, burst: 200 },
      polls: { rate: 200, burst: 400 },
      checks: { rate: 5, burst: 10 },
      lists: { rate: 20, burst: 40 },
      docs: { rate: 1_000, burst: 2_000 },
      open: { rate: 10, burst: 20 },
    },
    retention: { buildDays: 90, inboxDays: 30, logDays: 30 },
    sources: { schemes: ['https'], ports: [443], allow: [] },
    sweep: 'off',
    commands: { shared: false },
    alarms: { waitingMinutes: 30 },
    tags: {},
  });
});

test('the context may be a JSON text, as `-c` on the command line gives it', () => {
  deepEqual(parseConfig(JSON.stringify(LEAST)), parseConfig(LEAST));
});

test('the sample in cdk.json is a valid configuration', () => {
  equal(parseConfig(SAMPLE).docs.url, 'https://docs.example.com');
});

const WRONG: [string, object, string][] = [
  [
    'several tenants on one space of document keys, unless that is said',
    { auth: { ...LEAST.auth, tenantClaim: 'org' } },
    'docsGateway.commands.keyPrefix was not set; it should be set, because auth.tenantClaim allows several tenants: for example "{tenant}." (or set commands.shared to true if every tenant may reach every document)',
  ],
  [
    'a key prefix that does not separate tenants',
    { commands: { keyPrefix: '{tenant}-' } },
    'docsGateway.commands.keyPrefix was "{tenant}-"; it should be letters, digits, ".", "_", "=" and "-" around one {tenant}, with "." or "=" at the end, such as {tenant}.',
  ],
  [
    'a number out of its range',
    { maxInFlight: 0 },
    'docsGateway.maxInFlight was 0; it should be a whole number from 1 to 1000',
  ],
  [
    'a number in quotes',
    { limits: { buildMinutes: '45' } },
    'docsGateway.limits.buildMinutes was "45"; it should be a whole number from 1 to 720',
  ],
  [
    'a retention of builds below 90 days',
    { retention: { buildDays: 30 } },
    'docsGateway.retention.buildDays was 30; it should be a whole number from 90 to 3650',
  ],
  [
    'a slash at the end of a URL',
    { docs: { ...LEAST.docs, url: 'https://docs.example.com/' } },
    'docsGateway.docs.url was "https://docs.example.com/"; it should be an http(s) URL without a query and without a slash at the end',
  ],
  [
    'a missing secret name',
    { docs: { url: LEAST.docs.url, inboxSecretName: 'docs/inbox' } },
    "docsGateway.docs.outboxSecretName was not set; it should be the name of the secret that holds Docs' outbox secret",
  ],
  [
    'an issuer with an http URL',
    { auth: { ...LEAST.auth, issuer: 'http://login.example.com' } },
    'docsGateway.auth.issuer was "http://login.example.com"; it should be an https URL (http on the local machine alone)',
  ],
  [
    'an empty list of audiences',
    { auth: { ...LEAST.auth, audience: [] } },
    'docsGateway.auth.audience was []; it should be at least one audience',
  ],
  [
    'an invalid origin in a list',
    { allowedOrigins: ['https://app.example.com', '*'] },
    'docsGateway.allowedOrigins.1 was "*"; it should be an origin such as https://app.example.com',
  ],
  [
    'a text instead of a list',
    { allowedOrigins: '*' },
    'docsGateway.allowedOrigins was "*"; it should be a list of origins',
  ],
  [
    'a number instead of a section',
    { limits: 5 },
    'docsGateway.limits was 5; it should be an object of settings',
  ],
  [
    'a number instead of tags',
    { tags: 3 },
    'docsGateway.tags was 3; it should be an object of names and texts',
  ],
  [
    'an IPv4 range whose prefix is out of range',
    { sources: { allow: ['10.0.0.0/8', '10.0.0.0/99'] } },
    'docsGateway.sources.allow.1 was "10.0.0.0/99"; it should be a range of addresses such as 10.0.0.0/8',
  ],
  [
    'an IPv6 range whose prefix is out of range',
    { sources: { allow: ['fd00::/129'] } },
    'docsGateway.sources.allow.0 was "fd00::/129"; it should be a range of addresses such as 10.0.0.0/8',
  ],
  [
    'a stack name that CloudFormation refuses',
    { stackName: '2nd_gateway' },
    'docsGateway.stackName was "2nd_gateway"; it should be at most 100 letters, digits and "-", with a letter first',
  ],
  [
    'the alias of a KMS key',
    { docs: { ...LEAST.docs, kmsKeyArn: 'alias/docs' } },
    'docsGateway.docs.kmsKeyArn was "alias/docs"; it should be the ARN of a KMS key',
  ],
  [
    'an endpoint of another service',
    {
      docs: {
        ...LEAST.docs,
        vpc: {
          vpcId: 'vpc-0a1b2c3d',
          availabilityZones: ['eu-central-1a'],
          subnetIds: ['subnet-0a1b2c3d'],
          existingEndpoints: ['sqs'],
        },
      },
    },
    'docsGateway.docs.vpc.existingEndpoints.0 was "sqs"; it should be s3 or dynamodb',
  ],
  [
    'a burst above the quota of an account',
    { throttles: { usual: { burst: 6000 } } },
    'docsGateway.throttles.usual.burst was 6000; it should be a whole number from 1 to 5000',
  ],
  ['a setting that does not exist', { maxInflight: 4 }, 'docsGateway has no setting maxInflight'],
];

for (const [what, wrong, message] of WRONG) {
  test(`${what} is refused with the name of the setting, its value and what it should be`, () => {
    throws(() => parseConfig({ ...LEAST, ...wrong }), {
      message: `The configuration is wrong:\n  ${message}`,
    });
  });
}

test('one error names every invalid value', () => {
  throws(() => parseConfig({ ...LEAST, maxInFlight: 1.5, sources: { ports: [0] } }), {
    message: [
      'The configuration is wrong:',
      '  docsGateway.maxInFlight was 1.5; it should be a whole number from 1 to 1000',
      '  docsGateway.sources.ports.0 was 0; it should be a whole number from 1 to 65535',
    ].join('\n'),
  });
});

test('a context that is not JSON is refused with that reason', () => {
  throws(() => parseConfig('{"docs":'), {
    message: 'docsGateway was {"docs":; it should be JSON',
  });
});

test('an invalid value fails the synthesis, and its message is printed to the terminal', async () => {
  const context = { docsGateway: { ...LEAST, maxInFlight: 'four' } };

  const synthesis = promisify(execFile)(process.execPath, ['infra/app.ts'], {
    cwd: new URL('../../..', import.meta.url),
    env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context) },
  }).then(
    () => 'succeeded',
    (error: { stderr: string }) => error.stderr,
  );

  const line = (await synthesis).split('\n').find((text) => text.includes('maxInFlight was'));
  equal(line, '  docsGateway.maxInFlight was "four"; it should be a whole number from 1 to 1000');
});
