import { equal, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { freshQueue, sqs } from '../../support/aws/resources.ts';
import { claimsOf } from '../../support/docs/callbacks.ts';
import { freshKeepDeps, messageOf } from '../../support/documents/keep-document.ts';
import { serve } from '../../support/serve.ts';

/** Receives a message as Lambda does, with the visibility timeout of the callbacks queue. */
async function take(QueueUrl: string, seconds: number) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds: seconds,
      VisibilityTimeout: 5400,
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

test('the message of a function that was killed is delivered again within 31 seconds', async (t) => {
  const asked = Promise.withResolvers<void>();
  const docsUrl = await serve(t, async () => asked.resolve()); // Docs never answers
  const { deps } = await freshKeepDeps({ url: docsUrl } as never);
  const queueUrl = await freshQueue();
  const { body } = await messageOf(deps, claimsOf());
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  const [record] = await take(queueUrl, 5);
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
  const since = Date.now();
  const again = [];
  while (again.length === 0 && Date.now() - since < 90_000)
    again.push(...(await take(queueUrl, 10)));

  equal(worker.signalCode, 'SIGKILL');
  equal(again[0]?.messageId, record?.messageId);
  equal(again[0]?.attributes?.ApproximateReceiveCount, '2');
  // 30 s, and some time for a busy machine; the queue itself would hide the message for 90 minutes.
  ok(Date.now() - since < 60_000, `after ${Date.now() - since} ms`);
});
