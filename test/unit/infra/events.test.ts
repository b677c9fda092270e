import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { readStack } from '../../support/aws/template.ts';

const stack = readStack({ sweep: 'copy' });
const rules = stack.all('AWS::Events::Rule');

function ruleAt(path: string) {
  return stack.one('AWS::Events::Rule', path).Properties;
}

for (const what of ['Build', 'Command']) {
  test(`a ${what.toLowerCase()} requested on the bus goes to its queue as the whole event`, () => {
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

test('the rule for failed, timed-out and stopped executions matches only the state machine of the stack', () => {
  const { EventPattern, Targets } = ruleAt('Settlement/Ended from outside');

  deepEqual(EventPattern.source, ['aws.states']);
  deepEqual(EventPattern.detail.status, ['FAILED', 'TIMED_OUT', 'ABORTED']);
  deepEqual(
    EventPattern.detail.stateMachineArn.map((arn: unknown) => stack.text(arn)),
    ['Workflow/Resource/Resource'],
  );
  equal(stack.text(Targets[0].Arn), 'Settlement/settle-build/Resource/Resource.Arn');
});

test('the sweep of builds is invoked once a minute with { sweep: true }', () => {
  const { ScheduleExpression, Targets } = ruleAt('Settlement/Each minute');

  equal(ScheduleExpression, 'rate(1 minute)');
  deepEqual(JSON.parse(Targets[0].Input), { sweep: true });
});

test('forgotten files are swept once an hour if sweep is configured', () => {
  const { ScheduleExpression, Targets } = ruleAt('Documents/Each hour');

  equal(ScheduleExpression, 'rate(1 hour)');
  equal(stack.text(Targets[0].Arn), 'Documents/sweep-forgotten/Resource/Resource.Arn');
  const schedules = readStack({ sweep: 'off' })
    .all('AWS::Events::Rule')
    .filter(({ path }) => path.startsWith('Documents/'));
  deepEqual(schedules, []);
});

test('events that EventBridge cannot deliver, and events whose function fails, are kept in a queue', () => {
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

test('the stream invokes the function only for the write that ends a build and for the outcome of a command', () => {
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

test('an end event that cannot be published is retried alone for an hour, then named in a queue', () => {
  const { Properties } = stack.one('AWS::Lambda::EventSourceMapping', 'Announcement');

  equal(Properties.BisectBatchOnFunctionError, true);
  equal(Properties.FunctionResponseTypes, undefined);
  equal(Properties.MaximumRecordAgeInSeconds, 60 * 60);
  equal(
    stack.text(Properties.DestinationConfig.OnFailure.Destination),
    'Announcement/Failures/Resource.Arn',
  );
});

test('there is an alarm for each abnormal end of an execution, each dead-letter queue, the secret, internal errors, lost callbacks, invalid templates, throttled builds and late events', () => {
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
      'Throttles of Routes/create-build/Resource/Resource',
      'IteratorAge of Announcement/announce-end/Resource/Resource',
      'Faults of INTERNAL docs-gateway',
      'SecretRefused of docs-gateway',
      'OldestWaiting of normal docs-gateway',
      'TooManySlots of docs-gateway',
      'DocumentLost of docs-gateway',
      'CallbackRefused of docs-gateway',
      'TemplateInvalid of docs-gateway',
    ].sort(),
  );
});

test('ten failed calls in each of two periods of five minutes raise an alarm, whether a function or API Gateway failed them', () => {
  const alarm = stack
    .all('AWS::CloudWatch::Alarm')
    .find(({ Properties }) => Properties.MetricName === '5xx');

  const { Namespace, Statistic, Period, Threshold, EvaluationPeriods } = alarm?.Properties ?? {};
  deepEqual(
    [Namespace, Statistic, Period, Threshold, EvaluationPeriods],
    ['AWS/ApiGateway', 'Sum', 300, 10, 2],
  );
});

test('alarms notify the configured topic', () => {
  const topicArn = 'arn:aws:sns:eu-central-1:111122223333:operators';

  const alarms = readStack({ alarms: { topicArn } }).all('AWS::CloudWatch::Alarm');

  for (const { Properties } of alarms) {
    deepEqual([Properties.AlarmActions, Properties.OKActions], [[topicArn], [topicArn]]);
  }
});
