import type { SQSRecord } from 'aws-lambda';
import { nameOf } from '../errors.ts';
import { addLogFields } from '../log.ts';
import { changeVisibility, type Queue, queueFromEnv } from '../sqs.ts';

/** Hides a message from other workers, for so many seconds from now. */
export type Hide = (record: SQSRecord, seconds: number) => Promise<void>;

/** How long after a worker died its message comes again. */
export const LEASE_SECONDS = 30;
/** Two renewals may fail, or come late, before the message is shown to another worker. */
const RENEW_MS = 10_000;
const LONGEST_PAUSE_SECONDS = 60;

/** @param queue that the messages are from */
export function visibility(queue: Queue): Hide {
  return ({ receiptHandle }, seconds) => changeVisibility(queue, receiptHandle, seconds);
}

/** For the queue that this function reads; call it at cold start. */
export function visibilityFromEnv(): Hide {
  return visibility(queueFromEnv('QUEUE_URL'));
}

/**
 * Hides a message for as long as its worker lives, in place of its queue's visibility timeout, which is
 * made for messages that Lambda took and gave to no worker, and is up to 90 minutes.
 *
 * @returns ends that; the message then stays hidden for at most 30 seconds more
 */
export function lease(hide: Hide, record: SQSRecord): () => Promise<void> {
  let call = renew();
  const timer = setInterval(() => {
    call = renew();
  }, RENEW_MS);
  return async () => {
    clearInterval(timer);
    await call; // a call that came later would undo a shorter pause
  };

  /** Where that fails the message comes again all the same, sooner or later. */
  async function renew(): Promise<void> {
    await hide(record, LEASE_SECONDS).catch((error: unknown) =>
      addLogFields({ notHidden: nameOf(error) }),
    );
  }
}

/** Has a message that failed come again after a while; where that fails it comes all the same, later. */
export async function pause(hide: Hide, record: SQSRecord): Promise<void> {
  const seconds = retryDelaySeconds(Number(record.attributes.ApproximateReceiveCount));
  await hide(record, seconds).catch((error: unknown) =>
    addLogFields({ notHastened: nameOf(error) }),
  );
}

/** Up to 2, 4, 8 … 60 seconds, and half of it at least: messages that failed together come apart. */
export function retryDelaySeconds(receives: number, random = Math.random()): number {
  const longest = Math.min(LONGEST_PAUSE_SECONDS, 2 ** receives);
  return Math.ceil(longest / 2 + (longest / 2) * random);
}
