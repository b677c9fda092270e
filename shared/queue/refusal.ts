import type { SQSRecord } from 'aws-lambda';
import { isGatewayError } from '../errors.ts';
import { busFromEnv, type EventBus } from '../events/bus.ts';
import { requestRefused } from '../events/refusal-events.ts';
import type { QueueName } from '../limits.ts';
import { addLogFields, logError } from '../log.ts';
import { type Problem, problemOf } from '../problem.ts';
import { isLastReceive, type Queue, queueFromEnv } from '../sqs.ts';
import { sendToDeadLetters } from './dead-letters.ts';
import type { Source } from './messages.ts';

/** `deadLetters` is the dead-letter queue of the queue that is read. */
export type RefusalDeps = { bus: EventBus; deadLetters: Queue };

/** The sender of a request, with the tenant and the id that it gave, if they can be read. */
export type RequestSender = Source & {
  tenant?: string;
  id?: string;
  /** Whether the request is an object in the bucket, so that its message need not be kept. */
  isStored?: boolean;
};

/** For a function that reads a queue with a dead-letter queue; call it at cold start. */
export function refusalDepsFromEnv(): RefusalDeps {
  return { bus: busFromEnv(), deadLetters: queueFromEnv('DEAD_LETTER_QUEUE_URL') };
}

/**
 * Runs an action for one request. If the action throws an error that is not retryable, the request is
 * refused. Any other error is thrown, so that SQS delivers the message again; at the last delivery the
 * request is refused too, so that every request ends with an event.
 *
 * A refused request is announced as `Request Refused`, and its message goes to the dead-letter queue with
 * the error's `code` and `detail`. An upload with an error that is not retryable is only announced: its
 * object is still in the bucket.
 *
 * @param queue the queue that delivered the message
 * @returns what the action returns; undefined if the request was refused
 */
export async function orRefuse<T>(
  deps: RefusalDeps,
  queue: QueueName,
  record: SQSRecord,
  sender: RequestSender,
  action: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    const isFinal = isGatewayError(error) && !error.retryable;
    if (!isFinal && !isLastReceive(queue, record)) throw error;
    if (!isFinal) logError(error);
    const problem = problemOf(error, record.messageId);
    await announce(deps.bus, sender, problem);
    const keepsMessage = !isFinal || !sender.isStored;
    if (keepsMessage) await sendToDeadLetters(deps.deadLetters, record, sender.time, problem);
    return undefined;
  }
}

async function announce(bus: EventBus, sender: RequestSender, problem: Problem): Promise<void> {
  const { tenant = 'default', id, origin } = sender;
  const { code, detail, errors = [] } = problem;
  addLogFields({ tenant, refused: code });
  const refusal = { origin, code, detail, errors, ...(id !== undefined && { id }) };
  await bus(requestRefused({ ...sender, tenant }, refusal));
}
