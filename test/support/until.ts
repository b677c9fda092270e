import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Looks again and again until it is so; for what happens in another process.
 *
 * @param what should come, said when it does not
 */
export async function until(
  isSo: () => Promise<boolean> | boolean,
  timeoutMs = 10_000,
  what = 'what is waited for',
): Promise<void> {
  const late = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > late) throw new Error(`${what} did not come within ${timeoutMs} ms`);
    await sleep(20);
  }
}
