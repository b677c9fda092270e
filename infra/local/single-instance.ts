import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { withFileLock } from './file-lock.ts';

/** A running process answers at once. A suspended one (Ctrl-Z) is alive but does not answer. */
const TIMEOUT_MS = 2_000;

type Instance = {
  pid: number;
  /** The URL of its gateway, which may not have started yet. */
  gateway: string;
  /**
   * Answers with this record while the process runs; a process id alone may belong to another one.
   */
  statusUrl: string;
};

/**
 * Makes this process the only one that uses a folder. The record of a process that has died is
 * overwritten.
 *
 * @param gateway the URL of this gateway, for the error of a second process
 * @returns a function that frees the folder
 * @throws {Error} if another process uses the folder; the message says what to do
 */
export async function claimFolder(folder: string, gateway: string): Promise<() => Promise<void>> {
  const path = join(folder, 'running.json');
  return withFileLock(join(folder, 'running.lock'), async () => {
    const other = await readFile(path, 'utf8').catch(() => '');
    if (await isRunning(other)) {
      const { pid, gateway } = JSON.parse(other) as Instance;
      throw new Error(
        `npm start already runs in this folder (process ${pid}, ${gateway}): stop it, or start in another clone.`,
      );
    }
    const { record, close } = await serveRecord(gateway);
    await writeFile(path, record);
    return async () => {
      await rm(path, { force: true });
      close();
    };
  });
}

async function serveRecord(gateway: string) {
  const server = createServer((_request, response) => response.end(record));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  server.unref();
  const { port } = server.address() as AddressInfo;
  const statusUrl = `http://127.0.0.1:${port}/${randomUUID()}`;
  const record = JSON.stringify({ pid: process.pid, gateway, statusUrl } satisfies Instance);
  return { record, close: () => server.close() };
}

async function isRunning(record: string): Promise<boolean> {
  try {
    const { statusUrl } = JSON.parse(record) as Instance;
    const answer = await fetch(statusUrl, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return (await answer.text()) === record; // another process may use that port now
  } catch (error) {
    return (error as Error).name === 'TimeoutError';
  }
}
