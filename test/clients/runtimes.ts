import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { buildClient } from '../../infra/client/build.ts';
import { run } from '../../infra/local/process.ts';
import type { Tools } from './tools.ts';

const PROGRAMS = join(import.meta.dirname, 'programs');
const ESBUILD = join(import.meta.dirname, '../../node_modules/.bin/esbuild');
/** What each program prints: the file of the build, and that it is a ZIP file. */
const EXPECTED = 'a.docx PK';

type Runtime = { name: string; build(folder: string, env: NodeJS.ProcessEnv): Promise<string> };

const bin = (folder: string, name: string) => join(folder, 'node_modules/.bin', name);

const deno: Runtime = {
  name: 'Deno',
  build: (cwd, env) =>
    run(bin(cwd, 'deno'), ['run', '--allow-net', '--allow-env', 'terminal.js'], { cwd, env }),
};

const bun: Runtime = {
  name: 'Bun',
  build: (cwd, env) => run(bin(cwd, 'bun'), ['terminal.js'], { cwd, env }),
};

const workers: Runtime = {
  name: 'Workers (workerd)',
  async build(cwd, env) {
    const bundle = ['--bundle', '--format=esm', '--outfile=worker.bundle.js'];
    await run(ESBUILD, ['worker.js', ...bundle], { cwd });
    return run(process.execPath, ['run-worker.js'], { cwd, env });
  },
};

export const RUNTIMES = [deno, bun, workers];

/** Puts the package of the client, and the programs that use it, beside the installed runtimes. */
export async function prepareRuntimes({ runtimes }: Tools): Promise<void> {
  await buildClient(join(runtimes, 'node_modules/docs-gateway'));
  for (const name of ['build-one', 'terminal', 'worker', 'run-worker'])
    cpSync(join(PROGRAMS, `${name}.js`), join(runtimes, `${name}.js`));
}

/** Builds one document with the client. @throws {Error} when the program prints something else */
export async function buildOn(
  runtime: Runtime,
  { runtimes }: Tools,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const printed = (await runtime.build(runtimes, env)).trim();
  if (printed !== EXPECTED) throw new Error(`printed ${printed} instead of ${EXPECTED}`);
}
