import { deepEqual, notEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { resourcesOf, SAMPLE, templateOf } from '../../../infra/checks/template.ts';

const [first, second] = ['DocsGateway', 'Trial-2'].map((stackName) =>
  templateOf({ ...SAMPLE, stackName }),
) as [ReturnType<typeof templateOf>, ReturnType<typeof templateOf>];

const valuesOf = (template: typeof first, type: string, property: string) =>
  resourcesOf(template, type)
    .map(([, { Properties }]) => Properties[property])
    .filter((value) => value !== undefined);

test('two stacks of one account and region share no name that the template fixes', () => {
  const FIXED: [string, string][] = [
    ['AWS::Events::EventBus', 'Name'],
    ['AWS::ApiGatewayV2::Api', 'Name'],
    ['AWS::Logs::LogGroup', 'LogGroupName'],
  ];

  for (const [type, property] of FIXED) {
    const [ours = '', theirs = ''] = [first, second].map((one) =>
      JSON.stringify(valuesOf(one, type, property)),
    );
    notEqual(ours, theirs, type);
    notEqual(ours, '[]', type);
  }
});

test('no other resource has a name that the template fixes', () => {
  const NAMES: Record<string, string> = {
    'AWS::Lambda::Function': 'FunctionName',
    'AWS::IAM::Role': 'RoleName',
    'AWS::SQS::Queue': 'QueueName',
    'AWS::S3::Bucket': 'BucketName',
    'AWS::DynamoDB::Table': 'TableName',
    'AWS::Events::Rule': 'Name',
    'AWS::CloudWatch::Alarm': 'AlarmName',
    'AWS::StepFunctions::StateMachine': 'StateMachineName',
  };

  for (const [type, property] of Object.entries(NAMES))
    deepEqual(valuesOf(first, type, property), [], type);
});

test('metrics and run names of two stacks differ', () => {
  const variablesOf = (template: typeof first) =>
    resourcesOf(template, 'AWS::Lambda::Function').map(
      ([, { Properties }]) =>
        (Properties.Environment as { Variables: Record<string, unknown> }).Variables,
    );
  const [ours, theirs] = [first, second].map((template) => {
    const all = variablesOf(template);
    const run = all.find(({ STACK_NAME }) => STACK_NAME !== undefined)?.STACK_NAME;
    return {
      run: JSON.stringify(run),
      spaces: new Set(all.map((one) => one.POWERTOOLS_METRICS_NAMESPACE)),
    };
  });

  notEqual(ours?.run, theirs?.run);
  deepEqual([...(ours?.spaces ?? [])], ['DocsGateway']);
  deepEqual([...(theirs?.spaces ?? [])], ['Trial-2']);
});
