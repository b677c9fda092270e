import type { SQSRecord } from 'aws-lambda';

/**
 * How often each queue delivers a message before SQS moves it to the dead-letter queue. Both the queues
 * and the functions that read them use these numbers: a function treats the last delivery differently.
 */
export const MAX_RECEIVES = {
  builds: 40, // with the pauses between them, up to a minute each, some 25 minutes
  uploads: 40,
  commands: 5,
  starts: 5,
  // With the pauses between them, up to a minute each, as long as Docs' links live: Docs says it once.
  callbacks: 20,
} as const;

export type QueueName = keyof typeof MAX_RECEIVES;

/** Whether SQS moves the message to the dead-letter queue if it fails once more. */
export function isLastReceive(queue: QueueName, { attributes }: SQSRecord): boolean {
  return Number(attributes.ApproximateReceiveCount) >= MAX_RECEIVES[queue];
}
