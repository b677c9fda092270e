import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Engine, runScript } from './engine.ts';
import { type DownloadLimits, downloadScript } from './script-download.ts';

/** A build to run. */
export type Task = {
  key: string;
  /** The URL that the script is downloaded from. */
  url?: string;
  /** The script of the request's body; used if there is no `url`. */
  script?: () => Buffer | undefined;
  argument: unknown;
  /** Whether the request had a token: then the download is signed. */
  signed: boolean;
};

/** How a run ended. `once`: an error that Docs reports to one request and then forgets. */
export type End = { state: 'ok' | 'error' | 'once'; error: number; printed?: string };

export type RunOptions = {
  engine: () => Promise<Engine>;
  /** The folder of results, with a subfolder for each key. */
  data: string;
  /** How long the download and the run may take together; then the script is killed. */
  scriptTimeoutMs: number;
  download: () => DownloadLimits;
};

/** Downloads a script, runs it in a new folder and, if it succeeds, stores the files it saved. */
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
    const { outcome, printed } = await runScript(engine, run);
    if (outcome !== 'ok')
      return { state: 'error', error: outcome === 'timeout' ? -2 : -3, printed };
    await store(outputs, join(options.data, task.key, 'output'));
    return { state: 'ok', error: 0, printed };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Docs turns a backslash in a name into a folder. */
async function store(outputs: string, folder: string) {
  for (const name of await readdir(outputs)) {
    const target = join(folder, name.replaceAll('\\', '/'));
    await mkdir(dirname(target), { recursive: true });
    await copyFile(join(outputs, name), target);
  }
}

/** The script, or the end of a run that has none. */
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
