import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../infra/local/process.ts';

/** The tools are pinned here and not in package.json: nothing else needs them. */
const NPM = [
  '@hey-api/openapi-ts@0.99.0',
  '@redocly/cli@2.77.0',
  '@types/node@24.19.2',
  'openapi-fetch@0.17.0',
  'openapi-typescript@7.13.0',
  'typescript@5.9.3',
  'zod@4.6.7',
];
const RUNTIMES = ['bun@1.4.5', 'deno@2.9.6', 'miniflare@4.20260730.0'];
const PYTHON = ['openapi-python-client==0.29.0', 'schemathesis==4.32.0'];
export const OGEN = 'github.com/ogen-go/ogen@v1.24.0';

export type Tools = Record<'folder' | 'node' | 'python' | 'go' | 'runtimes', string>;

/**
 * Installs the tools on first use. ogen needs Go; the others need Node.js and Python.
 *
 * @param folder an existing folder, which is kept for the next run
 */
export async function installTools(folder: string): Promise<Tools> {
  const inside = (name: string) => join(folder, name);
  const tools = {
    folder,
    node: inside('node'),
    python: inside('python'),
    go: inside('go'),
    runtimes: inside('runtimes'),
  };
  mkdirSync(tools.go, { recursive: true });
  await once(inside('node.txt'), NPM, () => installPackages(tools.node, NPM));
  await once(inside('runtimes.txt'), RUNTIMES, () => installPackages(tools.runtimes, RUNTIMES));
  await once(inside('python.txt'), PYTHON, async () => {
    await run('python3', ['-m', 'venv', tools.python], {});
    await run(join(tools.python, 'bin/pip'), ['install', '--quiet', ...PYTHON], {});
  });
  return tools;
}

async function installPackages(folder: string, packages: string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  await run('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder });
}

/** Runs an installation unless the same one is recorded in a file. */
async function once(stamp: string, packages: string[], install: () => Promise<void>) {
  const file = `${stamp}.${Buffer.from(packages.join()).toString('base64url').slice(-40)}`;
  if (existsSync(file)) return;
  await install();
  writeFileSync(file, packages.join('\n'));
}
