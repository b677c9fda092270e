import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Polls until a condition is true; for changes that another process makes.
 *
 * @param what the name of the condition, for the error message
 */
export async function until(
  isSo: () => Promise<boolean> | boolean,
  timeoutMs = 60_000,
  what = 'the awaited change',
): Promise<void> {
  const late = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > late) throw new Error(`${what} did not come within ${timeoutMs} ms`);
    await sleep(20);
  }
}
