import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Copied } from '../copy/copier.ts';
import type { Addresses } from '../copy/servers.ts';
import type { Progress } from './progress.ts';

export type CopyResult = Copied & {
  bytes: number;
  /** Milliseconds of `curl` for the same file, to a file on this disk; null without `curl`. */
  curlMs: number | null;
};

const FOLDER = join(import.meta.dirname, '../copy');
const run = promisify(execFile);

/** Copies a file into a bucket in a process of its own, and downloads it with `curl`, both from one server. */
export async function measureCopy(bytes: number, progress: Progress): Promise<CopyResult> {
  const servers = fork(join(FOLDER, 'servers.ts'));
  try {
    const [{ source, target }] = (await once(servers, 'message')) as [Addresses];
    const curlMs = await downloadWithCurl(`${source}/${bytes}`);
    progress(0.5);
    const copier = fork(join(FOLDER, 'copier.ts'), [source, target, String(bytes)]);
    const [copied] = (await once(copier, 'message')) as [Copied];
    progress(1);
    return { ...copied, bytes, curlMs };
  } finally {
    servers.kill();
  }
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
