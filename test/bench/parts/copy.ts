import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Copied } from '../copy/report.ts';
import type { Addresses } from '../copy/servers.ts';
import type { Progress } from './progress.ts';

export type CopyRound = Copied & {
  /** Milliseconds of `curl` for the same file, to a file on this disk; null without `curl`. */
  curlMs: number | null;
  /** The least that a program in Node.js needs for such a copy. */
  least: Copied;
};

export type CopyResult = { bytes: number; rounds: CopyRound[] };

const FOLDER = join(import.meta.dirname, '../copy');
const run = promisify(execFile);

/**
 * Copies a file into a bucket in a process of its own, as the gateway does and by the least program that can, and
 * downloads it with `curl`, all from one server, in the other order each time. The bucket is a server that discards
 * what it receives.
 */
export async function measureCopy(
  { copyBytes: bytes, copyRounds }: { copyBytes: number; copyRounds: number },
  progress: Progress,
): Promise<CopyResult> {
  const servers = fork(join(FOLDER, 'servers.ts'));
  try {
    const [addresses] = (await once(servers, 'message')) as [Addresses];
    const rounds: CopyRound[] = [];
    for (let round = 0; round < copyRounds; round++) {
      rounds.push(await measureRound(addresses, bytes, round % 2 === 0));
      progress((round + 1) / copyRounds);
    }
    return { bytes, rounds };
  } finally {
    servers.kill();
  }
}

async function measureRound(
  { source, target }: Addresses,
  bytes: number,
  isReversed: boolean,
): Promise<CopyRound> {
  const copyBy = async (program: 'copier' | 'least') => {
    const child = fork(join(FOLDER, `${program}.ts`), [source, target, String(bytes)]);
    const [copied] = (await once(child, 'message')) as [Copied];
    return copied;
  };
  const download = () => downloadWithCurl(`${source}/${bytes}`);
  if (isReversed) {
    const least = await copyBy('least');
    const copied = await copyBy('copier');
    return { ...copied, least, curlMs: await download() };
  }
  const curlMs = await download();
  const copied = await copyBy('copier');
  return { ...copied, least: await copyBy('least'), curlMs };
}

async function downloadWithCurl(url: string): Promise<number | null> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const since = performance.now();
  try {
    await run('curl', ['--silent', '--fail', '--output', join(folder, 'file'), url]);
    return performance.now() - since;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}
