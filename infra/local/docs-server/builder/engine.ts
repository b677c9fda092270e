import { spawn } from 'node:child_process';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withFileLock } from '../../file-lock.ts';
import { type Progress, pythonEnvironment, SetupError } from '../../python/environment.ts';

/** The real Document Builder, installed. */
export type Engine = {
  /** The folder of the programs `docbuilder` and `x2t`, their libraries and fonts. */
  folder: string;
};

export type ScriptRun = {
  /** Path of the script. */
  script: string;
  /** An existing folder for the files that the script saves. */
  outputs: string;
  /** An existing folder for temporary files of the engine. */
  work: string;
  /** The script's `Argument`; the script sees null, false, 0 and "" as {}. */
  argument?: unknown;
  timeoutMs: number;
  signal?: AbortSignal;
};

export type ScriptEnd = {
  outcome: 'ok' | 'failed' | 'timeout';
  /** What the engine printed; Docs writes this to its log and shows it to no client. */
  printed: string;
};

const LOCAL = fileURLToPath(new URL('../../../../.local/', import.meta.url));
/** How many characters of what the engine printed are kept; the last ones. */
const MAX_PRINTED = 16_384;

/** Scripts may use the network, as in Docs if the request had a token. */
const NETWORK =
  '<options><allowNetworkRequest>true</allowNetworkRequest><allowPrivateIP>true</allowPrivateIP></options>';

/**
 * Replaces the converter: runs it a second time if it crashes (139 is SIGSEGV), then ends as it
 * ended.
 */
const RETRY_SCRIPT = `#!/bin/sh
"$0.real" "$@"
end=$?
[ $end -ne 139 ] || exec "$0.real" "$@"
[ $end -le 128 ] || kill -$((end - 128)) $$
exit $end
`;

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

/**
 * The engine; on first use it is installed into `.local/engine` (a download of about 100 MB).
 *
 * @throws {SetupError} its message is one sentence that says what to do
 */
export async function installEngine({
  folder = join(LOCAL, 'engine'),
  onProgress,
}: {
  folder?: string;
  onProgress?: Progress;
} = {}): Promise<Engine> {
  const { sitePackages } = await pythonEnvironment({
    folder,
    requirements: REQUIREMENTS,
    onProgress,
  });
  const engine = { folder: join(sitePackages, 'docbuilder', 'lib') };
  await withFileLock(`${folder}.lock`, async () => {
    await retryConverter(engine);
    await listFonts(engine);
  });
  return engine;
}

/**
 * Makes the engine run its converter a second time if it crashes. When a script loads an image, the
 * converter crashes once in about a thousand runs; `docbuilder` then saves nothing and reports
 * success.
 */
export async function retryConverter({ folder }: Engine): Promise<void> {
  const program = join(folder, 'x2t');
  if ((await readFile(program)).subarray(0, 2).toString() === '#!') return;
  await copyFile(program, `${program}.real`);
  await chmod(`${program}.real`, 0o755);
  await writeFile(`${program}.retry`, RETRY_SCRIPT, { mode: 0o755 });
  await rename(`${program}.retry`, program);
}

/**
 * The first script writes the list of fonts. It runs alone, because two would overwrite each
 * other's.
 */
async function listFonts(engine: Engine) {
  const fonts = join(engine.folder, 'sdkjs', 'common', 'AllFonts.js');
  if ((await stat(fonts).catch(() => null)) !== null) return;
  await chmod(join(engine.folder, 'docbuilder'), 0o755);
  const work = await mkdtemp(join(tmpdir(), 'engine-'));
  const script = join(work, 'first.docbuilder');
  const outputs = join(work, 'outputs');
  await mkdir(outputs);
  await writeFile(script, 'builder.CreateFile("docx");\nbuilder.CloseFile();\n');
  const { outcome, printed } = await runScript(engine, {
    script,
    outputs,
    work,
    timeoutMs: 60_000,
  });
  await rm(work, { recursive: true });
  if (outcome !== 'ok') {
    throw new SetupError(
      `The Document Builder does not run on this system (${process.platform} ${process.arch}): ${printed.trim().split('\n')[0] || outcome}`,
    );
  }
}

/** Runs a script until it ends or its time-out kills it. An error of the script is not thrown. */
export async function runScript(engine: Engine, run: ScriptRun): Promise<ScriptEnd> {
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

function start(engine: Engine, run: ScriptRun) {
  const args = ['--check-fonts=0', `--save-use-only-names=${run.outputs}`];
  if (run.argument) args.push(`--argument=${JSON.stringify(run.argument)}`);
  args.push(`--options=${NETWORK}`, run.script);
  return spawn(join(engine.folder, 'docbuilder'), args, {
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
