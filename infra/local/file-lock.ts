import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often a waiting process tries to take the lock, in milliseconds. */
const RETRY_MS = 200;

/**
 * Runs `work` while this process holds a lock file: no other process on this machine runs work
 * under the same lock at the same time. The lock of a process that has died is taken over.
 */
export async function withFileLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  while (!(await tryToTake(lock))) await sleep(RETRY_MS);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function tryToTake(lock: string): Promise<boolean> {
  if (await created(lock)) return true;
  if (!(await isDead(lock))) return false;
  // Two processes may see the same dead lock. Without a second lock, one could delete the new lock
  // of
  // the other.
  await withFileLock(`${lock}.dead`, async () => {
    if (await isDead(lock)) await rm(lock);
  });
  return created(lock);
}

/**
 * Creates the lock if there is none. A link creates it with its content: a crash leaves no empty
 * lock.
 */
async function created(lock: string): Promise<boolean> {
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

/** Whether the lock exists but the process that holds it does not. An empty lock has no holder. */
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
