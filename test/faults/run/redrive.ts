import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { queueNamed } from '../../support/aws/queues.ts';
import type { FaultAction } from '../schedule/schedule.ts';
import type { Seed } from './seed-context.ts';

const HALF_AN_HOUR_MS = 30 * 60_000;
/** The longest time until all messages are back. */
const PATIENCE_MS = 30_000;

/**
 * For some time, messages for the queue of builds end in its dead-letter queue, as if no delivery had worked.
 * Then they are sent back, as if half an hour had passed.
 */
export async function redrive(seed: Seed, { forMs }: FaultAction): Promise<number> {
  if (seed.diverted) return 0; // another fault does the same
  const diverted: Promise<unknown>[] = [];
  seed.diverted = diverted;
  await sleep(forMs);
  seed.diverted = undefined;
  await Promise.all(diverted);
  const late = Date.now() + PATIENCE_MS;
  let sentBack = 0;
  while (sentBack < diverted.length && Date.now() < late) sentBack += await sendSomeBack(seed);
  if (sentBack < diverted.length)
    throw new Error(`${diverted.length - sentBack} messages are not in the dead-letter queue`);
  return sentBack;
}

/** The dead-letter queue of the queue of builds. */
export const deadBuilds = ({ harness: { sqs } }: Seed) => queueNamed(sqs, 'QueuesBuildsDead');

async function sendSomeBack(seed: Seed): Promise<number> {
  const QueueUrl = await deadBuilds(seed);
  const { Messages = [] } = await seed.harness.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
      VisibilityTimeout: 5,
      MessageSystemAttributeNames: ['SentTimestamp'],
      MessageAttributeNames: ['All'],
    }),
  );
  const ours = Messages.filter(({ Body, MessageAttributes: { code } = {} }) => {
    return !code && Body?.includes(seed.prefix);
  });
  for (const message of ours) await sendBack(seed, QueueUrl, message);
  return ours.length;
}

/** Sends a message back as a script of an operator does, with the id and the time that it had first. */
async function sendBack(
  { harness: { sqs, outputs } }: Seed,
  QueueUrl: string,
  { Body, MessageId, Attributes, ReceiptHandle }: Message,
): Promise<void> {
  const sentAt = Number(Attributes?.SentTimestamp) - HALF_AN_HOUR_MS;
  const text = (StringValue = '') => ({ DataType: 'String', StringValue });
  const MessageAttributes = { messageId: text(MessageId), sentTimestamp: text(`${sentAt}`) };
  const message = { QueueUrl: outputs.buildsQueueUrl, MessageBody: Body, MessageAttributes };
  await sqs.send(new SendMessageCommand(message));
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
}
