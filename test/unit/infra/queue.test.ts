import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_RECEIVES, type QueueName } from '../../../shared/limits.ts';
import { readStack } from '../../support/aws/template.ts';

const stack = readStack({ sweep: 'move' });
const DAY = 24 * 60 * 60;

/** Each queue that a function reads, with that function and what brings the messages to it. */
const fed = stack
  .all('AWS::Lambda::EventSourceMapping')
  .filter(({ Properties }) => stack.text(Properties.EventSourceArn).startsWith('Queues/'))
  .map((mapping) => ({
    mapping: mapping.Properties,
    queue: queueAt(stack.text(mapping.Properties.EventSourceArn).replace(/\.Arn$/, '')),
    consumer: consumerAt(stack.text(mapping.Properties.FunctionName)),
  }));

function queueAt(path: string) {
  return stack.one('AWS::SQS::Queue', path);
}

function consumerAt(path: string) {
  return stack.one('AWS::Lambda::Function', path).Properties;
}

test('each queue with a dead-letter queue has one function that reads it', () => {
  const withDead = stack
    .all('AWS::SQS::Queue')
    .filter(({ Properties }) => Properties.RedrivePolicy !== undefined);

  deepEqual(fed.map(({ queue }) => queue.path).sort(), withDead.map(({ path }) => path).sort());
});

test('the visibility timeout of a queue is six times the timeout of its function', () => {
  ok(fed.length >= 3);
  for (const { queue, consumer } of fed)
    equal(queue.Properties.VisibilityTimeout, 6 * consumer.Timeout, queue.path);
});

test('of a batch, only the failed messages are delivered again', () => {
  for (const { mapping, queue } of fed) {
    deepEqual(mapping.FunctionResponseTypes, ['ReportBatchItemFailures'], queue.path);
  }
});

test('messages that may refer to large data are delivered one by one', () => {
  const sizes = Object.fromEntries(
    fed.map(({ mapping, queue }) => [queue.path.split('/')[1], mapping.BatchSize]),
  );

  deepEqual(sizes, {
    Builds: 10,
    Callbacks: 1,
    Commands: 10,
    Fetches: 1,
    Starts: 10,
    Uploads: 1,
  });
});

test('at most two invocations start builds at a time, and the concurrency of every queue is limited', () => {
  const most = Object.fromEntries(
    fed.map(({ mapping, queue }) => [
      queue.path.split('/')[1],
      mapping.ScalingConfig.MaximumConcurrency,
    ]),
  );

  deepEqual(most, {
    Builds: 20,
    Callbacks: 100,
    Commands: 20,
    Fetches: 20,
    Starts: 2,
    Uploads: 20,
  });
});

test('Lambda lets the functions run that pass start signals on in a loop', () => {
  const allowed = stack
    .all('AWS::Lambda::Function')
    .filter(({ Properties }) => Properties.RecursiveLoop === 'Allow')
    .map(({ path }) => path.split('/').at(-3));

  deepEqual(allowed.sort(), ['ask-docs', 'record-end', 'settle-build', 'start-build']);
});

test('start-build has the processor for 88 starts a second', () => {
  equal(stack.function('queue/start-build').Properties.MemorySize, 1024);
});

test('an upgrade replaces ask-docs before start-build, whose builds need the new one', () => {
  const askDocs = stack.function('workflow/ask-docs').path;
  const { DependsOn = [] } = stack.function('queue/start-build');

  ok(DependsOn.map((id: string) => stack.text({ Ref: id })).includes(askDocs), `${DependsOn}`);
});

test('a message that keeps failing moves to a dead-letter queue, which keeps it longer than the queue does', () => {
  deepEqual(MAX_RECEIVES, {
    builds: 40,
    uploads: 40,
    commands: 5,
    starts: 20,
    fetches: 40,
    callbacks: 35,
  });
  for (const { queue } of fed) {
    const { deadLetterTargetArn, maxReceiveCount } = queue.Properties.RedrivePolicy;
    const dead = queueAt(stack.text(deadLetterTargetArn).replace(/\.Arn$/, ''));

    const name = queue.path.split('/')[1]?.toLowerCase() as QueueName;
    equal(maxReceiveCount, MAX_RECEIVES[name] + 1, queue.path);
    equal(dead.Properties.MessageRetentionPeriod, 14 * DAY);
    ok(dead.Properties.MessageRetentionPeriod > queue.Properties.MessageRetentionPeriod);
  }
});

test('every queue is encrypted', () => {
  for (const { Properties, path } of stack.all('AWS::SQS::Queue'))
    equal(Properties.SqsManagedSseEnabled, true, path);
});

test('every queue accepts messages only from its senders', () => {
  const entryPoints = stack
    .all('AWS::SQS::QueuePolicy')
    .flatMap(({ Properties }) =>
      Properties.PolicyDocument.Statement.filter(
        ({ Effect }: { Effect: string }) => Effect === 'Allow',
      ),
    )
    .map(({ Principal, Resource, Condition }) => [
      stack.text(Resource).replace(/\/Resource\.Arn$/, ''),
      Principal.Service,
      sourceOf(Condition),
    ]);

  deepEqual(entryPoints.map((entryPoint) => entryPoint.join(' ← ')).sort(), [
    'Queues/Builds/Resource ← events.amazonaws.com ← Events/Build requested/Resource.Arn',
    'Queues/Commands/Resource ← events.amazonaws.com ← Events/Command requested/Resource.Arn',
    'Queues/Starts/Resource ← events.amazonaws.com ← Queues/Each minute/Resource.Arn',
    'Queues/Uploads/Resource ← s3.amazonaws.com ← AWS::AccountId',
    'Undelivered ← events.amazonaws.com ← Documents/Each hour/Resource.Arn',
    'Undelivered ← events.amazonaws.com ← Events/Build requested/Resource.Arn',
    'Undelivered ← events.amazonaws.com ← Events/Command requested/Resource.Arn',
    'Undelivered ← events.amazonaws.com ← Queues/Each minute/Resource.Arn',
    'Undelivered ← events.amazonaws.com ← Settlement/Each hour/Resource.Arn',
    'Undelivered ← events.amazonaws.com ← Settlement/Each minute/Resource.Arn',
    'Undelivered ← events.amazonaws.com ← Settlement/Ended from outside/Resource.Arn',
  ]);
});

function sourceOf(condition: {
  ArnEquals?: Record<string, unknown>;
  StringEquals?: Record<string, unknown>;
}) {
  return stack.text(
    condition.ArnEquals?.['aws:SourceArn'] ?? condition.StringEquals?.['aws:SourceAccount'],
  );
}

test('a start signal is sent once a minute', () => {
  const { Properties } = stack.one('AWS::Events::Rule', 'Queues/Each minute');

  equal(Properties.ScheduleExpression, 'rate(1 minute)');
  equal(stack.text(Properties.Targets[0].Arn), 'Queues/Starts/Resource/Resource.Arn');
});
