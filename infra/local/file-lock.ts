import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often somebody who waits looks again, in milliseconds. */
const LOOK_AGAIN_MS = 200;

/**
 * Runs `work` while no other process on this machine runs work under the same lock file. The lock
 * of a process that has died is taken over.
 */
export async function alone<T>(lock: string, work: () => Promise<T>): Promise<T> {
  while (!(await taken(lock))) await sleep(LOOK_AGAIN_MS);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function taken(lock: string): Promise<boolean> {
  if (await made(lock)) return true;
  if (!(await isDead(lock))) return false;
  // Under a lock of its own: of two who saw the same dead one, the second would remove the first's.
  await alone(`${lock}.dead`, async () => {
    if (await isDead(lock)) await rm(lock);
  });
  return made(lock);
}

/**
 * Makes the lock if there is none. It appears with its holder in it: a crash leaves no empty one.
 */
async function made(lock: string): Promise<boolean> {
  const draft = `${lock}.${randomUUID()}`;
  await writeFile(draft, String(process.pid));
  try {
    await link(draft, lock);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(draft);
  }
}

/**
 * Whether there is a lock that nobody holds. An empty one is such: a holder is in it from the
 * start.
 */
async function isDead(lock: string): Promise<boolean> {
  const holder = await readFile(lock, 'utf8').catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
  return holder !== undefined && !isAlive(Number(holder));
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
