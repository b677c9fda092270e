import { stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** Between two looks at a file. */
const LOOK_MS = 100;

/** What is compared of each path: when it was last written, and its size. */
export type Looks = ReadonlyMap<string, string>;

/** Looks at files, some of which may not exist. */
export async function looksOf(paths: Iterable<string>): Promise<Looks> {
  const looks = new Map<string, string>();
  for (const path of paths) looks.set(path, await lookOf(path));
  return looks;
}

/**
 * Waits until one of the files has changed, appeared or disappeared since `before`, also when that happened before
 * this call. Editors replace a file when they save it, so the paths are looked at again and again.
 *
 * @returns false if the signal aborted first
 */
export async function changeSince(before: Looks, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const now = await looksOf(before.keys());
    if ([...before].some(([path, look]) => now.get(path) !== look)) return true;
    await pause(LOOK_MS, undefined, { signal }).catch(() => {});
  }
  return false;
}

async function lookOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found ? `${found.mtimeMs} ${found.size} ${found.ino}` : 'absent';
}
