import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { ReadStack } from '../../support/aws/template.ts';

const stack = new ReadStack({ sweep: 'copy' });
const rules = stack.all('AWS::Events::Rule');

function ruleAt(path: string) {
  return stack.one('AWS::Events::Rule', path).Properties;
}

for (const what of ['Build', 'Command']) {
  test(`a ${what.toLowerCase()} that is asked for on the bus goes to its queue, with all of its event`, () => {
    const { EventBusName, EventPattern, Targets } = ruleAt(`Events/${what} requested`);

    equal(stack.text(EventBusName), 'Events/Resource/Resource');
    deepEqual(EventPattern, { 'detail-type': [`${what} Requested`] });
    equal(stack.text(Targets[0].Arn), `Queues/${what}s/Resource/Resource.Arn`);
    deepEqual(
      [Targets[0].Input, Targets[0].InputPath, Targets[0].InputTransformer],
      [undefined, undefined, undefined],
    );
  });
}

test('what ends an execution from outside is heard, of our state machine alone', () => {
  const { EventPattern, Targets } = ruleAt('Settlement/Ended from outside');

  deepEqual(EventPattern.source, ['aws.states']);
  deepEqual(EventPattern.detail.status, ['FAILED', 'TIMED_OUT', 'ABORTED']);
  deepEqual(
    EventPattern.detail.stateMachineArn.map((arn: unknown) => stack.text(arn)),
    ['Workflow/Resource/Resource'],
  );
  equal(stack.text(Targets[0].Arn), 'Settlement/settle-build/Resource/Resource.Arn');
});

test('the sweep is called once a minute, and told that it is the sweep', () => {
  const { ScheduleExpression, Targets } = ruleAt('Settlement/Each minute');

  equal(ScheduleExpression, 'rate(1 minute)');
  deepEqual(JSON.parse(Targets[0].Input), { sweep: true });
});

test('forgotten files are swept once an hour, where that is configured', () => {
  const { ScheduleExpression, Targets } = ruleAt('Documents/Each hour');

  equal(ScheduleExpression, 'rate(1 hour)');
  equal(stack.text(Targets[0].Arn), 'Documents/sweep-forgotten/Resource/Resource.Arn');
  const schedules = new ReadStack({ sweep: 'off' })
    .all('AWS::Events::Rule')
    .filter(({ path }) => path.startsWith('Documents/'));
  deepEqual(schedules, []);
});

test('what EventBridge cannot deliver, and what fails afterwards, is kept', () => {
  ok(rules.length >= 6);
  for (const { Properties, path } of rules) {
    for (const target of Properties.Targets)
      equal(stack.text(target.DeadLetterConfig.Arn), 'Undelivered/Resource.Arn', path);
  }
  const asynchronous = stack.all('AWS::Lambda::EventInvokeConfig');
  equal(asynchronous.length, 2);
  for (const { Properties, path } of asynchronous) {
    const { Destination } = Properties.DestinationConfig.OnFailure;
    equal(stack.text(Destination), 'Undelivered/Resource.Arn', path);
  }
});

test('the stream wakes a function for the write that ends a build, and for a command’s outcome, and no other', () => {
  const { Properties } = stack.one('AWS::Lambda::EventSourceMapping', 'Announcement');

  equal(stack.text(Properties.EventSourceArn), 'Storage/Table/Resource.StreamArn');
  deepEqual(
    Properties.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) =>
      JSON.parse(Pattern),
    ),
    [
      {
        eventName: ['INSERT', 'MODIFY'],
        dynamodb: {
          Keys: { pk: { S: [{ prefix: 'BUILD#' }] } },
          NewImage: { status: { S: ['succeeded', 'failed', 'cancelled'] } },
          OldImage: { status: { S: ['queued', 'running'] } },
        },
      },
      {
        eventName: ['INSERT'],
        dynamodb: { Keys: { pk: { S: [{ prefix: 'COMMAND#' }] } } },
      },
    ],
  );
});

test('an end that cannot be told of is tried alone for an hour, what follows in its shard waiting, and then named in a queue', () => {
  const { Properties } = stack.one('AWS::Lambda::EventSourceMapping', 'Announcement');

  equal(Properties.BisectBatchOnFunctionError, true);
  equal(Properties.FunctionResponseTypes, undefined);
  equal(Properties.MaximumRecordAgeInSeconds, 60 * 60);
  equal(
    stack.text(Properties.DestinationConfig.OnFailure.Destination),
    'Announcement/Failures/Resource.Arn',
  );
});

test('an alarm watches each way an execution can end from outside, each queue of failures, our secret, our faults and what is lost of callbacks', () => {
  const watched = stack.all('AWS::CloudWatch::Alarm').map(({ Properties }) => [
    Properties.MetricName,
    Properties.Dimensions.map(({ Value }: { Value: unknown }) => stack.text(Value))
      .join(' ')
      .replace(/\.QueueName$/, ''),
  ]);
  const failures = stack
    .all('AWS::SQS::Queue')
    .filter(({ Properties }) => Properties.RedrivePolicy === undefined);

  deepEqual(
    watched.map((alarm) => alarm.join(' of ')).sort(),
    [
      ...failures.map(({ path }) => `ApproximateNumberOfMessagesVisible of ${path}`),
      'ExecutionsAborted of Workflow/Resource/Resource',
      'ExecutionsFailed of Workflow/Resource/Resource',
      'ExecutionsTimedOut of Workflow/Resource/Resource',
      '5xx of Api/Resource/Resource',
      'Faults of INTERNAL docs-gateway',
      'SecretRefused of docs-gateway',
      'DocumentLost of docs-gateway',
      'CallbackRefused of docs-gateway',
    ].sort(),
  );
});

test('the alarm for failed calls needs many of them, from any caller', () => {
  const alarm = stack
    .all('AWS::CloudWatch::Alarm')
    .find(({ Properties }) => Properties.MetricName === '5xx');

  const { Namespace, Statistic, Period, Threshold, EvaluationPeriods } = alarm?.Properties ?? {};
  deepEqual(
    [Namespace, Statistic, Period, Threshold, EvaluationPeriods],
    ['AWS/ApiGateway', 'Sum', 300, 10, 2],
  );
});

test('alarms are told to the topic that is configured', () => {
  const topicArn = 'arn:aws:sns:eu-central-1:111122223333:operators';

  const alarms = new ReadStack({ alarms: { topicArn } }).all('AWS::CloudWatch::Alarm');

  for (const { Properties } of alarms) {
    deepEqual([Properties.AlarmActions, Properties.OKActions], [[topicArn], [topicArn]]);
  }
});
