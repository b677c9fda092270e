import { unwatchFile, watchFile } from 'node:fs';

/** Between two looks at a file, and between a change and what it starts. */
const LOOK_MS = 100;

/**
 * Waits until one of the files changes, appears or disappears. Editors replace a file when they save it, so
 * the paths are looked at again and again.
 *
 * @returns false if the signal aborted first
 */
export function changeOf(paths: string[], signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (changed: boolean) => {
      for (const path of paths) unwatchFile(path, changeSeen);
      signal.removeEventListener('abort', stop);
      resolve(changed);
    };
    const changeSeen = () => end(true);
    const stop = () => end(false);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    for (const path of paths) watchFile(path, { interval: LOOK_MS }, changeSeen);
  });
}
