import { setTimeout as sleep } from 'node:timers/promises';

const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;

/**
 * Polls until `isDone` accepts a result or the time is up. Pauses for a tenth of the time waited so far,
 * at least 100 ms and at most a second.
 *
 * @param until in milliseconds since 1970
 * @returns the last result
 */
export async function pollUntil<Result>(
  poll: () => Promise<Result>,
  isDone: (result: Result) => boolean,
  until: number,
): Promise<Result> {
  const since = Date.now();
  for (;;) {
    const result = await poll();
    const left = until - Date.now();
    if (isDone(result) || left <= 0) return result;
    const waited = Date.now() - since;
    const pause = Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, waited / 10));
    await sleep(Math.min(pause, left));
  }
}
