import { equal } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { sqs } from '../aws/resources.ts';

/** 30 s, and some time for a busy machine; the queue itself would hide the message for up to 90 minutes. */
export const SOON_MS = 60_000;

/** Receives a message as Lambda does, by default with the visibility timeout of the callbacks queue. */
export async function take(
  QueueUrl: string,
  seconds: number,
  VisibilityTimeout = 5400,
): Promise<SQSRecord | undefined> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds: seconds,
      VisibilityTimeout,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    }),
  );
  const [message] = Messages;
  return (
    message &&
    ({
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes,
    } as unknown as SQSRecord)
  );
}

/** Receives a message as soon as it is delivered again. @returns it, and how many milliseconds that took */
export async function takeAgain(queueUrl: string) {
  const since = Date.now();
  let again: SQSRecord | undefined;
  while (!again && Date.now() - since < 90_000) again = await take(queueUrl, 10);
  return { again, afterMs: Date.now() - since };
}

/**
 * Gives a message to a function in a process of its own, and kills the process while it works.
 *
 * @param file the function, such as `queue/keep-document`
 * @param working resolves when the function works on the message
 */
export async function killWorkerOn(
  record: SQSRecord | undefined,
  file: string,
  working: Promise<void>,
  env: Record<string, string>,
): Promise<void> {
  const worker = spawn(
    process.execPath,
    [join(import.meta.dirname, 'dying-worker.ts'), file, JSON.stringify({ Records: [record] })],
    { stdio: 'inherit', env: { ...process.env, ...env } },
  );
  const ended = once(worker, 'exit');
  await Promise.race([working, ended]);
  worker.kill('SIGKILL');
  await ended;
  equal(worker.signalCode, 'SIGKILL');
}
