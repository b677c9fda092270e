import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { SHORT_CALLS } from './aws.ts';
import { type Env, env } from './env.ts';
import { GatewayError } from './errors.ts';
import { MAX_RECEIVES, type QueueName } from './limits.ts';

/** A queue and the client that reaches it. */
export type Queue = { url: string; sqs: SQSClient };

/** The queue whose URL an environment variable holds; call it at cold start. */
export function queueFromEnv(name: keyof Env & `${string}QUEUE_URL`): Queue {
  return { url: env(name), sqs: new SQSClient({ requestHandler: SHORT_CALLS }) };
}

/**
 * @param attributes message attributes of type String; SQS refuses an empty value
 * @param groupId the tenant, in a queue that SQS is to deliver fairly among tenants
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
export async function sendMessage(
  { url, sqs }: Queue,
  body: string,
  attributes: Record<string, string> = {},
  groupId?: string,
): Promise<void> {
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [
      name,
      { DataType: 'String', StringValue },
    ]),
  );
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: body,
      MessageAttributes,
      MessageGroupId: groupId,
    }),
  );
}

/**
 * Sends a value as JSON. SQS refuses two characters that JSON does not escape.
 *
 * @param groupId as for `sendMessage`
 */
export function sendJson(queue: Queue, value: object, groupId?: string): Promise<void> {
  const body = JSON.stringify(value);
  const accepted = body.replaceAll('\uFFFE', '\\ufffe').replaceAll('\uFFFF', '\\uffff');
  return sendMessage(queue, accepted, {}, groupId);
}

/** Hides a received message for `seconds` from now. */
export async function changeVisibility(
  { url, sqs }: Queue,
  receiptHandle: string,
  seconds: number,
): Promise<void> {
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: url,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: seconds,
    }),
  );
}

/** Whether this is the last delivery at which the message is worked on, or a later one. */
export function isLastReceive(queue: QueueName, { attributes }: SQSRecord): boolean {
  return Number(attributes.ApproximateReceiveCount) >= MAX_RECEIVES[queue];
}

/**
 * Whether the function did not finish at the last delivery of this message: out of memory, for example, or at
 * its timeout. It must not work on the message again, but report that.
 */
export function isAbandoned(queue: QueueName, { attributes }: SQSRecord): boolean {
  return Number(attributes.ApproximateReceiveCount) > MAX_RECEIVES[queue];
}

/** The error of an abandoned message. What the function did before it died is not known. */
export function abandoned(queue: QueueName): GatewayError {
  const message = `The function did not finish at the last of ${MAX_RECEIVES[queue]} deliveries: it ran out of memory or time, or could not start.`;
  return new GatewayError('UNKNOWN_OUTCOME', message);
}
