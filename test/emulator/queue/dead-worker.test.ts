import { deepEqual, equal, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { keepDocument } from '../../../shared/documents/keep-document.ts';
import { MAX_RECEIVES } from '../../../shared/limits.ts';
import { freshQueue, messagesIn, sqs } from '../../support/aws/resources.ts';
import { claimsOf } from '../../support/docs/callbacks.ts';
import { dataOf, freshKeepDeps, messageOf } from '../../support/documents/keep-document.ts';
import { killWorkerOn, SOON_MS, take, takeAgain } from '../../support/queue/killed-worker.ts';
import { serve } from '../../support/serve.ts';

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

  /** Kills the function while it copies the file. */
  const dieOn = (record: SQSRecord | undefined) =>
    killWorkerOn(record, 'queue/keep-document', asked.promise, {
      TABLE_NAME: deps.table.name,
      BUCKET_NAME: deps.bucket.name,
      BUS_NAME: 'none',
      QUEUE_URL: queueUrl,
      DEAD_LETTER_QUEUE_URL: deps.deadLetters.url,
      DOCS_URL: docsUrl,
      DOCS_STORAGE_ORIGINS: '',
      MAX_FILE_BYTES: '1000',
      KEEP_DAYS: '1',
    });
  return { deps, published, queueUrl, dieOn, requests: () => requests };
}

test('the message of a function that was killed is delivered again within 31 seconds', async (t) => {
  const { queueUrl, dieOn } = await waitingCallback(t);
  const record = await take(queueUrl, 5);

  await dieOn(record);
  const { again, afterMs } = await takeAgain(queueUrl);

  equal(again?.messageId, record?.messageId);
  equal(again?.attributes.ApproximateReceiveCount, '2');
  ok(afterMs < SOON_MS, `after ${afterMs} ms`);
});

test('a message whose function is killed at the last delivery is announced by the next one, which does not work on it', async (t) => {
  const { deps, published, queueUrl, dieOn, requests } = await waitingCallback(t);
  for (let receives = 1; receives < MAX_RECEIVES.callbacks; receives++) await take(queueUrl, 5, 0);
  const last = await take(queueUrl, 5);
  equal(last?.attributes.ApproximateReceiveCount, String(MAX_RECEIVES.callbacks));

  await dieOn(last);
  const requestsOfTheDead = requests();
  const { again } = await takeAgain(queueUrl);
  await keepDocument(deps, again as SQSRecord);

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
    [again?.body, 'UNKNOWN_OUTCOME'],
  );
});
