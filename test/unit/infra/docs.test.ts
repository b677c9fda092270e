import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { type ReadStack, readStack } from '../../support/aws/template.ts';

const DOCS = {
  url: 'http://docs.internal:8080',
  inboxSecretName: 'docs/inbox',
  outboxSecretName: 'docs/outbox',
};
const VPC = {
  vpcId: 'vpc-0a1b2c3d',
  availabilityZones: ['eu-central-1a', 'eu-central-1b'],
  subnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'],
};

/** The files of the functions that have DOCS_URL, which are those that call Docs. */
function talkers(stack: ReadStack): string[] {
  return stack
    .files()
    .filter((file) => 'DOCS_URL' in stack.function(file).Properties.Environment.Variables);
}

test('with a private Docs, exactly the functions that call it are in its VPC', () => {
  const stack = readStack({ docs: { ...DOCS, vpc: VPC } });

  const inside = stack.files().filter((file) => stack.function(file).Properties.VpcConfig);

  deepEqual(inside.sort(), talkers(stack).sort());
  for (const file of inside)
    deepEqual(stack.function(file).Properties.VpcConfig.SubnetIds, VPC.subnetIds, file);
});

test('Lambda may create the network interfaces of these functions, but their code may not', () => {
  const stack = readStack({ docs: { ...DOCS, vpc: VPC } });
  const statements = stack
    .all('AWS::IAM::Policy')
    .filter(({ path }) => path.startsWith('Steps/ask-docs/'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

  const [allowed, denied] = ['Allow', 'Deny'].map((effect) =>
    statements.find(({ Effect, Resource }) => Effect === effect && Resource === '*'),
  );
  deepEqual(denied.Action, allowed.Action);
  deepEqual(denied.Condition, { Null: { 'lambda:SourceFunctionArn': 'false' } });
});

test('with a public Docs, no function is in a VPC', () => {
  const stack = readStack();

  for (const file of stack.files())
    equal(stack.function(file).Properties.VpcConfig, undefined, file);
});

test('the security group that the stack creates allows no inbound traffic', () => {
  const group = readStack({ docs: { ...DOCS, vpc: VPC } }).one('AWS::EC2::SecurityGroup');

  equal(group.Properties.SecurityGroupIngress, undefined);
  equal(group.Properties.SecurityGroupEgress.length, 1);
});

test('configured security groups are used unchanged', () => {
  const securityGroupIds = ['sg-0a1b2c3d'];
  const stack = readStack({ docs: { ...DOCS, vpc: { ...VPC, securityGroupIds } } });

  equal(stack.all('AWS::EC2::SecurityGroup').length, 0);
  deepEqual(
    stack.function('workflow/ask-docs').Properties.VpcConfig.SecurityGroupIds,
    securityGroupIds,
  );
});

test('the configured route tables get gateway endpoints for S3 and DynamoDB', () => {
  const routeTableIds = ['rtb-0a1b2c3d', 'rtb-1a1b2c3d'];
  const stack = readStack({ docs: { ...DOCS, vpc: { ...VPC, routeTableIds } } });

  const endpoints = stack.all('AWS::EC2::VPCEndpoint').map(({ Properties }) => Properties);

  deepEqual(
    endpoints.map(({ VpcEndpointType, RouteTableIds }) => [VpcEndpointType, RouteTableIds]),
    [
      ['Gateway', routeTableIds],
      ['Gateway', routeTableIds],
    ],
  );
});

test("the functions that fetch callers' URLs are not in a VPC and have no secret", () => {
  const stack = readStack({ docs: { ...DOCS, vpc: VPC } });

  for (const file of ['queue/fetch-sources', 'workflow/fetch-source']) {
    const { VpcConfig, Environment } = stack.function(file).Properties;
    equal(VpcConfig, undefined, file);
    deepEqual(
      Object.keys(Environment.Variables).filter((name) => name.includes('SECRET')),
      [],
      file,
    );
  }
});

test('a gateway endpoint that the route tables have already is not created', () => {
  const routeTableIds = ['rtb-0a1b2c3d', 'rtb-1a1b2c3d'];
  const endpointsBeside = (existingEndpoints: string[]) =>
    readStack({ docs: { ...DOCS, vpc: { ...VPC, routeTableIds, existingEndpoints } } })
      .all('AWS::EC2::VPCEndpoint')
      .map(({ path }) => path);

  deepEqual(endpointsBeside(['s3']), ['Docs/DynamoDB/Resource']);
  deepEqual(endpointsBeside(['dynamodb']), ['Docs/S3/Resource']);
  deepEqual(endpointsBeside(['s3', 'dynamodb']), []);
});

type Statement = { Action: unknown; Resource: unknown; Condition?: unknown };

const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

test('with a KMS key, exactly the functions that read a secret may decrypt with it, and only that secret', () => {
  const stack = readStack({ docs: { ...DOCS, kmsKeyArn: KEY } });
  const policies = stack.all('AWS::IAM::Policy').map(({ path, Properties }) => ({
    path,
    statements: Properties.PolicyDocument.Statement as Statement[],
  }));
  const allowing = (action: string) =>
    policies.flatMap(({ path, statements }) =>
      statements.filter(({ Action }) => Action === action).map((found) => ({ ...found, path })),
    );

  const decrypting = allowing('kms:Decrypt').map(({ path, Resource, Condition }) => [
    path,
    Resource,
    Condition,
  ]);
  deepEqual(
    decrypting,
    allowing('secretsmanager:GetSecretValue').map(({ path, Resource }) => [
      path,
      KEY,
      { StringLike: { 'kms:EncryptionContext:SecretARN': Resource } },
    ]),
  );
  equal(decrypting.length, 9);
});

test('without a KMS key, no function may decrypt with one', () => {
  deepEqual(
    readStack()
      .statements()
      .filter(({ Action }) => [Action].flat().includes('kms:Decrypt')),
    [],
  );
});
