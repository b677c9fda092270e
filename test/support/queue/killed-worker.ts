import { equal } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { sqs } from '../aws/resources.ts';

/**
 * Gives a message to a function in a process of its own, and kills the process while it works.
 *
 * @param file the function, such as `queue/keep-document`
 * @param working resolves when the function works on the message
 * @returns the message as it was delivered first, as it is delivered again, and the milliseconds in between
 */
export async function killWorker(
  file: string,
  { queueUrl, body, working }: { queueUrl: string; body: string; working: Promise<void> },
  env: Record<string, string>,
) {
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  const [first] = await take(queueUrl, 5);
  const worker = spawn(
    process.execPath,
    [join(import.meta.dirname, 'dying-worker.ts'), file, JSON.stringify({ Records: [first] })],
    { stdio: 'inherit', env: { ...process.env, ...env, QUEUE_URL: queueUrl } },
  );
  const ended = once(worker, 'exit');
  await Promise.race([working, ended]);
  worker.kill('SIGKILL');
  await ended;
  equal(worker.signalCode, 'SIGKILL');

  const since = Date.now();
  const again = [];
  while (again.length === 0 && Date.now() - since < 90_000)
    again.push(...(await take(queueUrl, 10)));
  return { first, again: again[0], afterMs: Date.now() - since };
}

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
