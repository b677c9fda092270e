import { setTimeout as sleep } from 'node:timers/promises';

const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;

/** How long to pause after a poll, in milliseconds. */
export type Pause<Result> = (waitedMs: number, result: Result) => number;

/** A tenth of the time waited so far, at least 100 ms and at most a second. */
const tenthOfWait: Pause<unknown> = (waitedMs) =>
  Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, waitedMs / 10));

/**
 * Polls until `isDone` accepts a result or the time is up.
 *
 * @param until in milliseconds since 1970
 * @returns the last result
 */
export async function pollUntil<Result>(
  poll: () => Promise<Result>,
  isDone: (result: Result) => boolean,
  until: number,
  pauseAfter: Pause<Result> = tenthOfWait,
): Promise<Result> {
  const since = Date.now();
  for (;;) {
    const result = await poll();
    const left = until - Date.now();
    if (isDone(result) || left <= 0) return result;
    await sleep(Math.min(pauseAfter(Date.now() - since, result), left));
  }
}
