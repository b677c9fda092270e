import type { SQSRecord } from 'aws-lambda';
import { isGatewayError } from '../errors.ts';
import { busFromEnv, type EventBus, requestRefused } from '../events/events.ts';
import { utf8Length } from '../json.ts';
import type { QueueName } from '../limits.ts';
import { addLogFields, logError } from '../log.ts';
import { type Problem, problemOf } from '../problem.ts';
import { isLastReceive, type Queue, queueFromEnv, sendMessage } from '../sqs.ts';
import { TENANT_PATTERN } from '../tenant.ts';
import type { Source } from './messages.ts';

/** Where a refused request is announced, and the dead-letter queue that keeps its message. */
export type RefusalDeps = { bus: EventBus; deadLetters: Queue };

/** What SQS takes, attributes included: a sender's message may leave the reason little room. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** What SQS takes in no attribute: all that XML cannot hold. */
const UNWELCOME = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** For a function that reads a queue with a dead-letter queue; call it at cold start. */
export function refusalDepsFromEnv(): RefusalDeps {
  return { bus: busFromEnv(), deadLetters: queueFromEnv('DEAD_LETTER_QUEUE_URL') };
}

export type Claim = Source & { tenant?: string; id?: string };

/**
 * Runs the admission of one request. What the sender must mend is refused at once. Any other error is
 * thrown, so that the message is delivered again, until the queue delivers it for the last time: then
 * the request is refused too, so that no request ends without an event.
 *
 * A refused request is announced as `Request Refused`, and its message is put into the dead-letter
 * queue with its `code` and `detail`. An upload that its sender must mend is only announced: the object
 * itself is still in the bucket.
 *
 * @param queue that delivered the message
 */
export async function orRefuse(
  refuser: RefusalDeps,
  queue: QueueName,
  record: SQSRecord,
  claim: Claim,
  admission: () => Promise<unknown>,
): Promise<void> {
  try {
    await admission();
  } catch (error) {
    const isFinal = isGatewayError(error) && !error.retryable;
    if (!isFinal && !isLastReceive(queue, record)) throw error;
    if (!isFinal) logError(error);
    const problem = problemOf(error, record.messageId);
    await announce(refuser, claim, problem);
    if (!isFinal || queue !== 'uploads') await bury(refuser.deadLetters, record, claim, problem);
  }
}

/** Whose request it is, as far as it can be told before it is known to be one. */
export function namesIn(input: unknown): { tenant?: string; id?: string } {
  const { tenant, id } = (input ?? {}) as Record<string, unknown>;
  return {
    ...(typeof tenant === 'string' && TENANT_PATTERN.test(tenant) && { tenant }),
    ...(typeof id === 'string' && { id: id.slice(0, 128).toWellFormed() }),
  };
}

async function announce({ bus }: RefusalDeps, claim: Claim, problem: Problem): Promise<void> {
  const { tenant = 'default', id, origin } = claim;
  const { code, detail, errors = [] } = problem;
  addLogFields({ tenant, refused: code });
  const refusal = { origin, code, detail, errors, ...(id !== undefined && { id }) };
  await bus(requestRefused({ ...claim, tenant }, refusal));
}

async function bury(
  deadLetters: Queue,
  record: SQSRecord,
  claim: Claim,
  problem: Problem,
): Promise<void> {
  const reason = {
    code: problem.code,
    messageId: record.messageAttributes.messageId?.stringValue ?? record.messageId,
    sentTimestamp: String(claim.time),
  };
  const room = MAX_MESSAGE_BYTES - utf8Length(record.body) - sizeOf({ ...reason, detail: '' });
  const detail = shortened(problem.detail.replace(UNWELCOME, '\uFFFD'), room);
  await sendMessage(deadLetters, record.body, { ...reason, ...(detail && { detail }) });
}

/** In bytes, as SQS counts attributes: with their names and types. */
function sizeOf(attributes: Record<string, string>): number {
  return utf8Length(
    Object.entries(attributes)
      .map(([name, value]) => `${name}String${value}`)
      .join(''),
  );
}

/** A unit of a string has three bytes at most; half of a pair, which SQS does not take, is replaced. */
function shortened(text: string, bytes: number): string {
  return text.slice(0, Math.max(0, Math.floor(bytes / 3))).toWellFormed();
}
