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
import { alone } from '../../file-lock.ts';
import { type Progress, pythonEnvironment, SetupError } from '../../python/environment.ts';

/** The real Document Builder, ready to run scripts. */
export type Engine = {
  /** Holds the programs `docbuilder` and `x2t`, their libraries and fonts. */
  folder: string;
};

export type ScriptRun = {
  /** Path of the script. */
  script: string;
  /** Exists; what the script saves lands here. */
  outputs: string;
  /** Exists; for what the engine needs meanwhile. */
  work: string;
  /** Reaches the script as `Argument`; null, false, 0 and "" reach it as {}. */
  argument?: unknown;
  timeoutMs: number;
  signal?: AbortSignal;
};

export type ScriptEnd = {
  outcome: 'ok' | 'failed' | 'timeout';
  /** What the engine printed; Docs keeps this in its log and shows it to no client. */
  said: string;
};

const LOCAL = fileURLToPath(new URL('../../../../.local/', import.meta.url));
/** How much of what the engine prints is kept, in characters; the end of it. */
const MAX_SAID = 16_384;

/** Scripts may fetch from anywhere, as they may when a token asked for them. */
const NETWORK =
  '<options><allowNetworkRequest>true</allowNetworkRequest><allowPrivateIP>true</allowPrivateIP></options>';

/** A second crash is the script's; whatever end comes of it is handed on. 139: SIGSEGV, as a shell says it. */
const GUARD = `#!/bin/sh
"$0.real" "$@"
end=$?
[ $end -ne 139 ] || exec "$0.real" "$@"
[ $end -le 128 ] || kill -$((end - 128)) $$
exit $end
`;

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

/**
 * The engine, installed into `.local/engine` on first use (about 100 MB to download).
 *
 * @throws {SetupError} whose message is one sentence that says what to do
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
  await alone(`${folder}.lock`, async () => {
    await guardConverter(engine);
    await readFonts(engine);
  });
  return engine;
}

/**
 * Has the engine's converter run again when it crashes: where it fetches an image, it does so once in
 * about a thousand runs, and `docbuilder` then saves nothing and says that all went well.
 */
export async function guardConverter({ folder }: Engine): Promise<void> {
  const program = join(folder, 'x2t');
  if ((await readFile(program)).subarray(0, 2).toString() === '#!') return;
  await copyFile(program, `${program}.real`);
  await chmod(`${program}.real`, 0o755);
  await writeFile(`${program}.guard`, GUARD, { mode: 0o755 });
  await rename(`${program}.guard`, program);
}

/** The first script ever run makes the list of fonts; two at once would write it over each other. */
async function readFonts(engine: Engine) {
  const fonts = join(engine.folder, 'sdkjs', 'common', 'AllFonts.js');
  if ((await stat(fonts).catch(() => null)) !== null) return;
  await chmod(join(engine.folder, 'docbuilder'), 0o755);
  const work = await mkdtemp(join(tmpdir(), 'engine-'));
  const script = join(work, 'first.docbuilder');
  const outputs = join(work, 'outputs');
  await mkdir(outputs);
  await writeFile(script, 'builder.CreateFile("docx");\nbuilder.CloseFile();\n');
  const { outcome, said } = await runScript(engine, { script, outputs, work, timeoutMs: 60_000 });
  await rm(work, { recursive: true });
  if (outcome !== 'ok') {
    throw new SetupError(
      `The Document Builder does not run on this system (${process.platform} ${process.arch}): ${said.trim().split('\n')[0] || outcome}`,
    );
  }
}

/** Runs one script to its end, or kills it when its time is up. Never throws for what a script does. */
export async function runScript(engine: Engine, run: ScriptRun): Promise<ScriptEnd> {
  if (run.signal?.aborted) return { outcome: 'failed', said: '' };
  let child: ReturnType<typeof start>;
  try {
    child = start(engine, run);
  } catch (error) {
    // An argument beyond the system's 128 KiB cannot even be passed on.
    return { outcome: 'failed', said: String(error) };
  }
  let said = '';
  let late = false;
  const listen = (text: unknown) => {
    said = `${said}${text}`.slice(-MAX_SAID);
  };
  const kill = () => killGroup(child.pid);
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, run.timeoutMs);
  run.signal?.addEventListener('abort', kill, { once: true });
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const code = await new Promise((resolve) => {
    child.once('error', resolve).once('error', listen).once('close', resolve);
  });
  clearTimeout(timer);
  run.signal?.removeEventListener('abort', kill);
  return { outcome: code === 0 ? 'ok' : late ? 'timeout' : 'failed', said };
}

function start(engine: Engine, run: ScriptRun) {
  const args = ['--check-fonts=0', `--save-use-only-names=${run.outputs}`];
  if (run.argument) args.push(`--argument=${JSON.stringify(run.argument)}`);
  args.push(`--options=${NETWORK}`, run.script);
  return spawn(join(engine.folder, 'docbuilder'), args, {
    cwd: run.work,
    // Scripts get nothing of our environment; the group lets us end x2t along with it.
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
    // It has just ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
