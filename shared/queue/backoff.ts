import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

/** Has a message that failed come again after a while, instead of after its queue's whole visibility timeout. */
export type Backoff = (record: SQSRecord) => Promise<void>;

const LONGEST_SECONDS = 60;

/** @param queueUrl of the queue that the messages are from */
export function backoff(queueUrl: string, sqs: SQSClient): Backoff {
  return async ({ receiptHandle, attributes }) => {
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: pauseSeconds(Number(attributes.ApproximateReceiveCount)),
      }),
    );
  };
}

/** Up to 2, 4, 8 … 60 seconds, and half of it at least: messages that failed together come apart. */
export function pauseSeconds(receives: number, random = Math.random()): number {
  const longest = Math.min(LONGEST_SECONDS, 2 ** receives);
  return Math.ceil(longest / 2 + (longest / 2) * random);
}
