import { setTimeout as sleep } from 'node:timers/promises';
import { nameOf } from '../../errors.ts';

/** The gateway's transactions are short, so a conflict ends within a few tries. */
const MAX_TRIES = 8;
const CONFLICT_ERRORS = ['TransactionInProgressException', 'TransactionConflictException'];
const CONFLICT_REASONS = [
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
];

/** Retries a write that conflicts with another transaction on the same item; the SDK does not. */
export async function retryConflicts<T>(write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      if (!isConflict(error) || tries === MAX_TRIES) throw error;
      await sleep(Math.random() * 20 * 2 ** tries);
    }
  }
}

/** The writes of a cancelled transaction whose conditions failed, counted from 0. */
export function failedConditions(error: unknown): number[] {
  return reasonsOf(error).flatMap((reason, index) =>
    reason === 'ConditionalCheckFailed' ? [index] : [],
  );
}

/** A transaction with a failed condition is not repeated, because it would fail again. */
function isConflict(error: unknown): boolean {
  if (failedConditions(error).length > 0) return false;
  return (
    CONFLICT_ERRORS.includes(nameOf(error)) ||
    reasonsOf(error).some((reason) => CONFLICT_REASONS.includes(reason))
  );
}

/** DynamoDB gives a cancelled transaction one reason for each write, in order; `None` is no reason. */
function reasonsOf(error: unknown): string[] {
  const { CancellationReasons: reasons } = error as { CancellationReasons?: { Code?: string }[] };
  return (reasons ?? []).map((reason) => reason.Code ?? 'None');
}
