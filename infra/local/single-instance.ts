import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { alone } from './file-lock.ts';

/**
 * A living process answers at once; one that was halted (Ctrl-Z) lives, and does not answer at all.
 */
const PATIENCE_MS = 2_000;

type Notice = {
  pid: number;
  /** Where its gateway is, or will be. */
  gateway: string;
  /** Answers with the notice for as long as the process lives, which its number does not tell. */
  door: string;
};

/**
 * Makes this the only process that runs in a folder; what a process that has died left there
 * hinders nobody.
 *
 * @param gateway told to whoever comes second
 * @returns gives the folder up
 * @throws {Error} one sentence that says what to do
 */
export async function becomeSole(folder: string, gateway: string): Promise<() => Promise<void>> {
  const path = join(folder, 'running.json');
  return alone(join(folder, 'running.lock'), async () => {
    const other = await readFile(path, 'utf8').catch(() => '');
    if (await isLive(other)) {
      const { pid, gateway } = JSON.parse(other) as Notice;
      throw new Error(
        `npm start already runs in this folder (process ${pid}, ${gateway}): stop it, or start in another clone.`,
      );
    }
    const { notice, close } = await openDoor(gateway);
    await writeFile(path, notice);
    return async () => {
      await rm(path, { force: true });
      close();
    };
  });
}

async function openDoor(gateway: string) {
  const server = createServer((_request, response) => response.end(notice));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  server.unref();
  const { port } = server.address() as AddressInfo;
  const door = `http://127.0.0.1:${port}/${randomUUID()}`;
  const notice = JSON.stringify({ pid: process.pid, gateway, door } satisfies Notice);
  return { notice, close: () => server.close() };
}

async function isLive(notice: string): Promise<boolean> {
  try {
    const { door } = JSON.parse(notice) as Notice;
    const answer = await fetch(door, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return (await answer.text()) === notice; // others may have been given that port since
  } catch (error) {
    return (error as Error).name === 'TimeoutError';
  }
}
