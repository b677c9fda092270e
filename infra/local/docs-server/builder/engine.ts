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
import { type ProgramEnd, runProgram } from './program.ts';

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

const LOCAL = fileURLToPath(new URL('../../../../.local/', import.meta.url));

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
export function runScript(engine: Engine, run: ScriptRun): Promise<ProgramEnd> {
  const args = ['--check-fonts=0', `--save-use-only-names=${run.outputs}`];
  if (run.argument) args.push(`--argument=${JSON.stringify(run.argument)}`);
  args.push(`--options=${NETWORK}`, run.script);
  return runProgram(engine, { ...run, program: 'docbuilder', args });
}
