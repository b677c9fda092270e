import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Context, SQSRecord } from 'aws-lambda';
import { MAX_RECEIVES } from '../../../shared/limits.ts';
import { batch } from '../../../shared/queue/batch.ts';
import { LEASE_SECONDS, retryDelaySeconds, visibility } from '../../../shared/queue/visibility.ts';
import { freshQueue, sqs } from '../../support/aws/resources.ts';

test('retryDelaySeconds() is up to 2, 4, 8 … 60 seconds, and at least half of that', () => {
  const receives = [1, 2, 3, 4, 5, 6, 7, 100];

  deepEqual(
    receives.map((n) => retryDelaySeconds(n, 0.999)),
    [2, 4, 8, 16, 32, 60, 60, 60],
  );
  deepEqual(
    receives.map((n) => retryDelaySeconds(n, 0)),
    [1, 2, 4, 8, 16, 30, 30, 30],
  );
});

test('a callback is tried for as long as a link of Docs is valid, however short the pauses are', () => {
  const pauses = Array.from({ length: MAX_RECEIVES.callbacks - 1 }, (_, n) =>
    retryDelaySeconds(n + 1, 0),
  );

  ok(pauses.reduce((sum, seconds) => sum + seconds, 0) >= 15 * 60);
});

async function received(queueUrl: string, seconds: number) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      WaitTimeSeconds: seconds,
      VisibilityTimeout: 600,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    }),
  );
  return Messages.map(({ MessageId, ReceiptHandle, Attributes }) => ({
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    attributes: Attributes,
  })) as unknown as SQSRecord[];
}

const fail = async () => {
  throw new Error('not now');
};

test('a message that failed is delivered again long before its visibility timeout', async () => {
  const queueUrl = await freshQueue();
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: '{}' }));
  const [record] = await received(queueUrl, 2);
  const handler = batch('test', fail, visibility({ url: queueUrl, sqs }));
  const since = Date.now();

  const answer = await handler({ Records: [record as SQSRecord] }, {} as Context);
  const [again] = await received(queueUrl, 20);

  deepEqual(answer, { batchItemFailures: [{ itemIdentifier: record?.messageId }] });
  equal(again?.attributes.ApproximateReceiveCount, '2');
  ok(Date.now() - since < 60_000);
});

test('a message whose retry delay cannot be set fails alone, and the others succeed', async () => {
  const done: string[] = [];
  const work = async ({ messageId }: SQSRecord) => {
    if (messageId === 'bad') await fail();
    done.push(messageId);
  };
  const handler = batch('test', work, visibility({ url: 'http://127.0.0.1:1/none', sqs }));
  const recordOf = (messageId: string) =>
    ({ messageId, receiptHandle: 'r', attributes: { ApproximateReceiveCount: '1' } }) as SQSRecord;

  const answer = await handler({ Records: ['a', 'bad', 'b'].map(recordOf) }, {} as Context);

  deepEqual(answer, { batchItemFailures: [{ itemIdentifier: 'bad' }] });
  deepEqual(done, ['a', 'b']);
});

test('all messages of a batch except the failed ones stay hidden until the last one is done', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const hidden: [messageId: string, seconds: number][] = [];
  const hide = async ({ messageId }: SQSRecord, seconds: number) =>
    void hidden.push([messageId, seconds]);
  const slow = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<void>();
  const work = async ({ messageId }: SQSRecord) => {
    if (messageId === 'slow') await slow.promise;
    if (messageId === 'bad') await fail();
  };
  const recordOf = (messageId: string) =>
    ({ messageId, receiptHandle: 'r', attributes: { ApproximateReceiveCount: '1' } }) as SQSRecord;
  const handler = batch('test', work, async (record, seconds) => {
    await hide(record, seconds);
    if (record.messageId === 'bad' && seconds < LEASE_SECONDS) failed.resolve();
  });

  const answer = handler({ Records: ['quick', 'bad', 'slow'].map(recordOf) }, {} as Context);
  await failed.promise;
  const first = hidden.splice(0);
  t.mock.timers.tick(20_000);
  const renewed = hidden.splice(0);
  slow.resolve();
  await answer;
  t.mock.timers.tick(60_000);

  deepEqual(
    first.slice(0, 3),
    ['quick', 'bad', 'slow'].map((id) => [id, LEASE_SECONDS]),
  );
  deepEqual([first.length, first[3]?.[0], (first[3]?.[1] ?? 99) <= 2], [4, 'bad', true]);
  deepEqual(
    renewed,
    ['quick', 'slow', 'quick', 'slow'].map((id) => [id, LEASE_SECONDS]),
  );
  deepEqual(hidden, []);
});
