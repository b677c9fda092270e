import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { ReadStack } from '../../support/aws/template.ts';

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

/** Files of the functions that are given Docs' address: those that talk to it. */
function talkers(stack: ReadStack): string[] {
  return stack
    .files()
    .filter((file) => 'DOCS_URL' in stack.function(file).Properties.Environment.Variables);
}

test('where Docs is private, the functions that talk to it live in its network, and no others', () => {
  const stack = new ReadStack({ docs: { ...DOCS, vpc: VPC } });

  const inside = stack.files().filter((file) => stack.function(file).Properties.VpcConfig);

  deepEqual(inside.sort(), talkers(stack).sort());
  for (const file of inside)
    deepEqual(stack.function(file).Properties.VpcConfig.SubnetIds, VPC.subnetIds, file);
});

test('Lambda makes their network interfaces; their own code may not', () => {
  const stack = new ReadStack({ docs: { ...DOCS, vpc: VPC } });
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

test('where Docs is public, no function lives in a network', () => {
  const stack = new ReadStack();

  for (const file of stack.files())
    equal(stack.function(file).Properties.VpcConfig, undefined, file);
});

test('the group that is made for them lets nobody in', () => {
  const group = new ReadStack({ docs: { ...DOCS, vpc: VPC } }).one('AWS::EC2::SecurityGroup');

  equal(group.Properties.SecurityGroupIngress, undefined);
  equal(group.Properties.SecurityGroupEgress.length, 1);
});

test('groups that are configured are used as they are', () => {
  const securityGroupIds = ['sg-0a1b2c3d'];
  const stack = new ReadStack({ docs: { ...DOCS, vpc: { ...VPC, securityGroupIds } } });

  equal(stack.all('AWS::EC2::SecurityGroup').length, 0);
  deepEqual(
    stack.function('workflow/ask-docs').Properties.VpcConfig.SecurityGroupIds,
    securityGroupIds,
  );
});

test('S3 and DynamoDB are reached by gateway endpoints on the route tables that are named', () => {
  const routeTableIds = ['rtb-0a1b2c3d', 'rtb-1a1b2c3d'];
  const stack = new ReadStack({ docs: { ...DOCS, vpc: { ...VPC, routeTableIds } } });

  const endpoints = stack.all('AWS::EC2::VPCEndpoint').map(({ Properties }) => Properties);

  deepEqual(
    endpoints.map(({ VpcEndpointType, RouteTableIds }) => [VpcEndpointType, RouteTableIds]),
    [
      ['Gateway', routeTableIds],
      ['Gateway', routeTableIds],
    ],
  );
});

test("the function that follows callers' URLs has no network of ours and no secret", () => {
  const stack = new ReadStack({ docs: { ...DOCS, vpc: VPC } });
  const { VpcConfig, Environment } = stack.function('workflow/fetch-source').Properties;

  equal(VpcConfig, undefined);
  deepEqual(
    Object.keys(Environment.Variables).filter((name) => name.includes('SECRET')),
    [],
  );
});
