import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Engine, runScript } from './engine.ts';
import { type DownloadLimits, downloadScript } from './script-download.ts';

/** What a build asks for. */
export type Task = {
  key: string;
  /** Where the script is fetched from. */
  url?: string;
  /** The script came with the request and is run when there is no `url`. */
  script?: () => Buffer | undefined;
  argument: unknown;
  /** Whether a token asked for it: then the download is signed. */
  signed: boolean;
};

/** How a run ended. `once`: told to one question, then forgotten. */
export type End = { state: 'ok' | 'error' | 'once'; error: number; said?: string };

export type RunOptions = {
  engine: () => Promise<Engine>;
  /** Holds results, by key. */
  data: string;
  /** From leaving the queue, the download included; then the script is killed. */
  scriptTimeoutMs: number;
  download: () => DownloadLimits;
};

/** Fetches a script, runs it in a folder of its own and keeps what it saved, if it ended well. */
export async function runTask(task: Task, options: RunOptions, signal: AbortSignal): Promise<End> {
  const deadline = Date.now() + options.scriptTimeoutMs;
  const script = await scriptOf(task, options.download(), signal);
  if (!Buffer.isBuffer(script)) return script;
  const engine = await options.engine();
  const work = await mkdtemp(join(options.data, '.run-'));
  try {
    const source = join(work, `${task.key}.docbuilder`);
    const outputs = join(work, 'output');
    await mkdir(outputs);
    await writeFile(source, script);
    const timeoutMs = Math.max(0, deadline - Date.now());
    const { argument } = task;
    const run = { script: source, outputs, work, argument, timeoutMs, signal };
    const { outcome, said } = await runScript(engine, run);
    if (outcome !== 'ok') return { state: 'error', error: outcome === 'timeout' ? -2 : -3, said };
    await keep(outputs, join(options.data, task.key, 'output'));
    return { state: 'ok', error: 0, said };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A backslash in a name becomes a folder on the way into the storage. */
async function keep(outputs: string, folder: string) {
  for (const name of await readdir(outputs)) {
    const kept = join(folder, name.replaceAll('\\', '/'));
    await mkdir(dirname(kept), { recursive: true });
    await copyFile(join(outputs, name), kept);
  }
}

/** The script, or why there is none. */
async function scriptOf(
  task: Task,
  limits: DownloadLimits,
  signal: AbortSignal,
): Promise<Buffer | End> {
  if (task.url === undefined) return task.script?.() ?? { state: 'error', error: -3 };
  if (task.key.split('/').includes('..')) return { state: 'error', error: -7 };
  const { secret, ...unsigned } = limits;
  const download = await downloadScript(task.url, task.signed ? limits : unsigned, signal);
  if (download.state === 'ok') return download.body;
  return { state: 'once', error: download.state === 'too-large' ? -10 : -4 };
}
