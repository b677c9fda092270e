import { copyFileSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../infra/local/process.ts';
import { OGEN, type Tools } from './tools.ts';

const PROGRAMS = join(import.meta.dirname, 'programs');

/** A generated client: `make` generates and compiles it; `build` runs its program and returns what it prints. */
export type Client = {
  name: string;
  make(tools: Tools, document: string): Promise<unknown>;
  build(tools: Tools, env: NodeJS.ProcessEnv): Promise<string>;
};

const bin = ({ node }: Tools, name: string) => join(node, 'node_modules/.bin', name);
const STRICT = [
  '--strict',
  '--noUncheckedIndexedAccess',
  '--target',
  'es2022',
  '--module',
  'esnext',
];
const EMIT = [...STRICT, '--moduleResolution', 'bundler', '--skipLibCheck', '--types', 'node'];

/** Compiles a program strictly, bundles it, so that imports need no suffix, and leaves it as `<name>.mjs`. */
async function compile(tools: Tools, name: string): Promise<void> {
  copyFileSync(join(PROGRAMS, `${name}.ts.txt`), join(tools.node, `${name}.ts`));
  await run(bin(tools, 'tsc'), [...EMIT, '--noEmit', `${name}.ts`], { cwd: tools.node });
  const esbuild = join(import.meta.dirname, '../../node_modules/.bin/esbuild');
  const options = ['--bundle', '--platform=node', '--format=esm', `--outfile=${name}.mjs`];
  await run(esbuild, [`${name}.ts`, ...options], { cwd: tools.node });
}

const openapiFetch: Client = {
  name: 'openapi-typescript, openapi-fetch',
  async make(tools, document) {
    const args = [document, '--output', join(tools.node, 'types.ts')];
    await run(bin(tools, 'openapi-typescript'), args, { cwd: tools.node });
    await compile(tools, 'build');
  },
  build: ({ node }, env) => run(process.execPath, [join(node, 'build.mjs')], { env }),
};

const heyApi: Client = {
  name: 'hey-api, with zod',
  async make(tools, document) {
    const plugins = ['@hey-api/typescript', 'zod', '@hey-api/client-fetch', '@hey-api/sdk'];
    const args = ['--input', document, '--output', 'hey', '--plugins', ...plugins];
    await run(bin(tools, 'openapi-ts'), args, { cwd: tools.node });
    await compile(tools, 'build-hey');
  },
  build: ({ node }, env) => run(process.execPath, [join(node, 'build-hey.mjs')], { env }),
};

const python: Client = {
  name: 'openapi-python-client',
  async make({ python: folder }, document) {
    const output = join(folder, 'gateway_client');
    rmSync(output, { recursive: true, force: true });
    const args = ['generate', '--path', document, '--output-path', output, '--meta', 'none'];
    await run(join(folder, 'bin/openapi-python-client'), args, { cwd: folder });
    await run(join(folder, 'bin/python'), ['-c', IMPORT_ALL], { cwd: folder });
  },
  build: ({ python: folder }, env) =>
    run(join(folder, 'bin/python'), [join(PROGRAMS, 'build.py')], {
      env: { ...env, PYTHONPATH: folder },
    }),
};

const IMPORT_ALL = `
import importlib, pkgutil, gateway_client
for module in pkgutil.walk_packages(gateway_client.__path__, "gateway_client."):
    importlib.import_module(module.name)
`;

const ogen: Client = {
  name: 'ogen',
  async make({ go }, document) {
    const env = { ...process.env, GOFLAGS: '-mod=mod' };
    const [path, version] = OGEN.split('@');
    const api = ['--target', join(go, 'api'), '--package', 'api', '--clean', document];
    writeFileSync(join(go, 'go.mod'), 'module check\n\ngo 1.24\n');
    cpSync(join(PROGRAMS, 'build.go'), join(go, 'main.go'));
    await run('go', ['run', `${path}/cmd/ogen@${version}`, ...api], { env });
    await run('go', ['get', `${path}@${version}`], { cwd: go, env });
    await run('go', ['mod', 'tidy'], { cwd: go, env });
    await run('go', ['build', '-o', 'build', '.'], { cwd: go, env });
  },
  build: ({ go }, env) => run(join(go, 'build'), [], { env }),
};

export const CLIENTS: Client[] = [openapiFetch, heyApi, python, ogen];
