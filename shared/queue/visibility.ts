import type { SQSRecord } from 'aws-lambda';
import { nameOf } from '../errors.ts';
import { addLogFields } from '../log.ts';
import { changeVisibility, type Queue, queueFromEnv } from '../sqs.ts';

/** Hides a message from other consumers for `seconds` from now. */
export type Hide = (record: SQSRecord, seconds: number) => Promise<void>;

/** How long a message stays hidden after its function was killed. */
export const LEASE_SECONDS = 30;
/** Two renewals may fail or be late before SQS delivers the message again. */
const RENEW_MS = 10_000;
const MAX_RETRY_DELAY_SECONDS = 60;

/** @param queue the queue that delivered the messages */
export function visibility(queue: Queue): Hide {
  return ({ receiptHandle }, seconds) => changeVisibility(queue, receiptHandle, seconds);
}

/** For the queue that the function reads; call it at cold start. */
export function visibilityFromEnv(): Hide {
  return visibility(queueFromEnv('QUEUE_URL'));
}

/**
 * Hides a message as long as this process runs, by short renewals. The queue's visibility timeout is up to
 * 90 minutes, so a message whose function was killed would be delivered again much later.
 *
 * @param now whether to begin at once; otherwise the queue's own timeout applies in the first ten seconds
 * @returns stops the renewals; the message then stays hidden for at most 30 seconds
 */
export function lease(hide: Hide, record: SQSRecord, now = true): () => Promise<void> {
  let call = now ? renew() : undefined;
  const timer = setInterval(() => {
    call = renew();
  }, RENEW_MS);
  return async () => {
    clearInterval(timer);
    await call; // a renewal that ends later would replace a shorter delay
  };

  /** A renewal that fails is only logged: the message may be delivered twice. */
  async function renew(): Promise<void> {
    await hide(record, LEASE_SECONDS).catch((error: unknown) =>
      addLogFields({ notHidden: nameOf(error) }),
    );
  }
}

/** Delivers a failed message again after a delay, or, if that cannot be set, when its lease expires. */
export async function setRetryDelay(hide: Hide, record: SQSRecord): Promise<void> {
  const seconds = retryDelaySeconds(Number(record.attributes.ApproximateReceiveCount));
  await hide(record, seconds).catch((error: unknown) =>
    addLogFields({ retryDelayNotSet: nameOf(error) }),
  );
}

/** A random delay of up to 2, 4, 8 … 60 seconds, and at least half of that, to spread retries. */
export function retryDelaySeconds(receives: number, random = Math.random()): number {
  const longest = Math.min(MAX_RETRY_DELAY_SECONDS, 2 ** receives);
  return Math.ceil(longest / 2 + (longest / 2) * random);
}
