import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Engine } from './engine.ts';

export type ProgramRun = {
  /** A program of the engine. */
  program: 'docbuilder' | 'x2t';
  args: string[];
  /** An existing folder for temporary files. */
  work: string;
  timeoutMs: number;
  signal?: AbortSignal;
};

export type ProgramEnd = {
  outcome: 'ok' | 'failed' | 'timeout';
  /** What the engine printed; Docs writes this to its log and shows it to no client. */
  printed: string;
};

/** How many characters of what the engine printed are kept; the last ones. */
const MAX_PRINTED = 16_384;

/** Runs a program of the engine until it ends or its time-out kills it. An error of the program is not thrown. */
export async function runProgram(engine: Engine, run: ProgramRun): Promise<ProgramEnd> {
  if (run.signal?.aborted) return { outcome: 'failed', printed: '' };
  let child: ReturnType<typeof start>;
  try {
    child = start(engine, run);
  } catch (error) {
    // The system refuses an argument of more than 128 KiB.
    return { outcome: 'failed', printed: String(error) };
  }
  let printed = '';
  let isLate = false;
  const append = (text: unknown) => {
    printed = `${printed}${text}`.slice(-MAX_PRINTED);
  };
  const kill = () => killGroup(child.pid);
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, run.timeoutMs);
  run.signal?.addEventListener('abort', kill, { once: true });
  child.stdout.on('data', append);
  child.stderr.on('data', append);
  const code = await new Promise((resolve) => {
    child.once('error', resolve).once('error', append).once('close', resolve);
  });
  clearTimeout(timer);
  run.signal?.removeEventListener('abort', kill);
  return { outcome: code === 0 ? 'ok' : isLate ? 'timeout' : 'failed', printed };
}

function start(engine: Engine, run: ProgramRun) {
  return spawn(join(engine.folder, run.program), run.args, {
    cwd: run.work,
    // Scripts see none of our environment. In a process group of its own, x2t is killed with it.
    env: {
      PATH: process.env.PATH,
      HOME: run.work,
      TMPDIR: run.work,
      LD_LIBRARY_PATH: engine.folder,
      DYLD_LIBRARY_PATH: engine.folder,
    },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function killGroup(pid: number | undefined) {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: it has ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
