import { deepEqual, equal, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { keepDocument } from '../../../shared/documents/keep-document.ts';
import { MAX_RECEIVES } from '../../../shared/limits.ts';
import { freshQueue, messagesIn, sqs } from '../../support/aws/resources.ts';
import { claimsOf } from '../../support/docs/callbacks.ts';
import { dataOf, freshKeepDeps, messageOf } from '../../support/documents/keep-document.ts';
import { serve } from '../../support/serve.ts';

/** Receives a message as Lambda does, by default with the visibility timeout of the callbacks queue. */
async function take(QueueUrl: string, seconds: number, VisibilityTimeout = 5400) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds: seconds,
      VisibilityTimeout,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    }),
  );
  return Messages.map(({ MessageId, ReceiptHandle, Body, Attributes }) => ({
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes,
  }));
}

/** A callback in a queue, and a Docs that never answers. */
async function waitingCallback(t: TestContext) {
  const asked = Promise.withResolvers<void>();
  let requests = 0;
  const docsUrl = await serve(t, async () => {
    requests += 1;
    asked.resolve();
  });
  const { deps, published } = await freshKeepDeps({ url: docsUrl } as never);
  const queueUrl = await freshQueue();
  const { body } = await messageOf(deps, claimsOf({ changesurl: undefined }));
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));

  /** Runs the function on a message in a process of its own, and kills it while it copies the file. */
  async function dieOn(record: unknown): Promise<void> {
    const worker = spawn(
      process.execPath,
      [
        join(import.meta.dirname, '../../support/documents/dying-worker.ts'),
        'queue/keep-document',
        JSON.stringify({ Records: [record] }),
      ],
      {
        stdio: 'inherit',
        env: {
          ...process.env,
          TABLE_NAME: deps.table.name,
          BUCKET_NAME: deps.bucket.name,
          BUS_NAME: 'none',
          QUEUE_URL: queueUrl,
          DEAD_LETTER_QUEUE_URL: deps.deadLetters.url,
          DOCS_URL: docsUrl,
          DOCS_STORAGE_ORIGINS: '',
          MAX_FILE_BYTES: '1000',
          KEEP_DAYS: '1',
        },
      },
    );
    const ended = once(worker, 'exit');
    await Promise.race([asked.promise, ended]);
    worker.kill('SIGKILL');
    await ended;
    equal(worker.signalCode, 'SIGKILL');
  }

  async function takeAgain() {
    const again = [];
    const since = Date.now();
    while (again.length === 0 && Date.now() - since < 90_000)
      again.push(...(await take(queueUrl, 10)));
    return again[0];
  }

  return { deps, published, queueUrl, dieOn, takeAgain, requests: () => requests };
}

test('the message of a function that was killed is delivered again within 31 seconds', async (t) => {
  const { queueUrl, dieOn, takeAgain } = await waitingCallback(t);
  const [record] = await take(queueUrl, 5);

  await dieOn(record);
  const since = Date.now();
  const again = await takeAgain();

  equal(again?.messageId, record?.messageId);
  equal(again?.attributes?.ApproximateReceiveCount, '2');
  // 30 s, and some time for a busy machine; the queue itself would hide the message for 90 minutes.
  ok(Date.now() - since < 60_000, `after ${Date.now() - since} ms`);
});

test('a message whose function is killed at the last delivery is announced by the next one, which does not work on it', async (t) => {
  const { deps, published, queueUrl, dieOn, takeAgain, requests } = await waitingCallback(t);
  for (let receives = 1; receives < MAX_RECEIVES.callbacks; receives++) await take(queueUrl, 5, 0);
  const [last] = await take(queueUrl, 5);
  equal(last?.attributes?.ApproximateReceiveCount, String(MAX_RECEIVES.callbacks));

  await dieOn(last);
  const requestsOfTheDead = requests();
  const next = (await takeAgain()) as unknown as SQSRecord;
  await keepDocument(deps, next);

  const [event, ...others] = published;
  deepEqual([event?.detailType, others], ['Document Save Failed', []]);
  deepEqual(dataOf(event).error, {
    code: 'UNKNOWN_OUTCOME',
    detail:
      'The function did not finish at the last of 35 deliveries: it ran out of memory or time, or could not start.',
  });
  equal(requests(), requestsOfTheDead);
  const [letter] = await messagesIn(deps.deadLetters.url, 1);
  deepEqual(
    [letter?.Body, letter?.MessageAttributes?.code?.StringValue],
    [next.body, 'UNKNOWN_OUTCOME'],
  );
});
