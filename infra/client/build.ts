import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { run } from '../local/process.ts';

const ROOT = join(import.meta.dirname, '../..');
const SOURCE = join(ROOT, 'shared/client');

/**
 * Builds the package `docs-gateway` with the client: JavaScript without dependencies, and types.
 *
 * @param folder is emptied first
 */
export async function buildClient(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await Promise.all([bundle(folder), emitTypes(join(folder, 'types'))]);
  makeProgram(join(folder, 'cli.js'));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  copyFileSync(join(SOURCE, 'README.md'), join(folder, 'README.md'));
  copyFileSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  // The bundle contains openapi-fetch, whose licence asks for a copy.
  const licence = join(ROOT, 'node_modules/openapi-fetch/LICENSE');
  copyFileSync(licence, join(folder, 'LICENSE.openapi-fetch'));
}

const ENTRIES = ['client', 'node', 'testing'];
/** The modules whose types users see. Those of the others name types of openapi-fetch. */
const PUBLIC_TYPES = [
  ...ENTRIES,
  'command-types',
  'errors',
  'events',
  'fake/answers',
  'fake/builds',
  'fake/scripts',
  'openapi',
  'transport/token',
  'transport/transport',
  'types',
];

async function bundle(folder: string): Promise<void> {
  await build({
    entryPoints: [...ENTRIES, 'cli/cli'].map((name) => ({
      in: join(SOURCE, `${name}.ts`),
      out: name.replace('cli/', ''),
    })),
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['node:*'],
    target: 'es2022',
    minify: true,
    legalComments: 'none',
  });
}

/** The first line lets a shell start the file. */
function makeProgram(path: string): void {
  writeFileSync(path, `#!/usr/bin/env node\n${readFileSync(path, 'utf8')}`);
}

async function emitTypes(folder: string): Promise<void> {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [tsc, '--project', SOURCE, '--outDir', folder], {});
  copyFileSync(join(SOURCE, 'openapi.d.ts'), join(folder, 'openapi.d.ts'));
  for (const file of globSync('**/*.d.ts', { cwd: folder })) {
    const path = join(folder, file);
    if (!PUBLIC_TYPES.includes(file.replace('.d.ts', ''))) {
      rmSync(path);
      continue;
    }
    const types = readFileSync(path, 'utf8');
    // The compiler leaves the suffixes of the sources.
    writeFileSync(path, types.replace(/(['"]\.\.?\/[\w/-]+)(\.d)?\.ts(['"])/g, '$1.js$3'));
  }
}

function manifest(): object {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const entry = (file: string) => ({ types: `./types/${file}.d.ts`, default: `./${file}.js` });
  return {
    name,
    version,
    description: 'The client of Docs Gateway: builds, files, commands and events.',
    license,
    type: 'module',
    engines: { node: '>=20.3' },
    sideEffects: false,
    bin: { [name]: './cli.js' },
    exports: {
      './client': entry('client'),
      './client/node': entry('node'),
      './client/testing': entry('testing'),
      './package.json': './package.json',
    },
  };
}

if (import.meta.main) await buildClient(join(ROOT, 'dist'));
