import { type GatewayError, isGatewayError } from '../errors.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** An error that asks to wait longer than this is thrown: the caller decides. */
const LONGEST_RETRY_AFTER_SECONDS = 60;

export type RetryOptions = {
  /** How often an action is repeated at most. */
  retries: number;
  signal?: AbortSignal | undefined;
  /** Which errors are followed by a repetition; those that are `retryable` by default. */
  mayRepeat?: (error: GatewayError) => boolean;
};

/**
 * Repeats an action that fails, after the time that the error names, or else after 0.5, 1, 2, … seconds
 * less a random part.
 *
 * @throws the last error
 */
export async function withRetries<Result>(
  action: () => Promise<Result>,
  { retries, signal, mayRepeat = ({ retryable }) => retryable }: RetryOptions,
): Promise<Result> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (attempt >= retries || !isGatewayError(error) || !mayRepeat(error)) throw error;
      if ((error.retryAfter ?? 0) > LONGEST_RETRY_AFTER_SECONDS) throw error;
      await sleep(pauseMs(error, attempt), signal);
    }
  }
}

function pauseMs({ retryAfter }: GatewayError, attempt: number): number {
  if (retryAfter !== null) return retryAfter * 1000;
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  return longest * (0.5 + Math.random() / 2);
}

/** @throws the reason of the signal, once it is aborted */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
