import { copyFileSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { dropUnusedSchemas } from './unused-schemas.ts';

const ROOT = join(import.meta.dirname, '../..');

const REQUIRE =
  "import{createRequire as requireOfModule}from'node:module';const require=requireOfModule(import.meta.url);";

/** Modules that few calls of a function need. Each is a file beside `index.mjs`, loaded on first use. */
const LOADED_LATER = [
  'shared/api/body/form-parser.ts',
  'shared/schema/compile-schema.ts',
  'shared/script/check/check-script.ts',
  'shared/script/diagnosis/try-to-instrument.ts',
];

/** esbuild instead of CDK's bundler, which supports no plugins and runs once for each function. */
const OPTIONS = {
  absWorkingDir: ROOT,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minify: true,
  sourcemap: true,
  sourcesContent: false, // a stack trace needs only names and lines
  legalComments: 'none',
  // Prefer a package's ES module, because esbuild can drop the parts that are not used.
  mainFields: ['module', 'main'],
  // CommonJS packages call `require`, which an ES module does not have, for modules of Node.
  banner: { js: REQUIRE },
  plugins: [
    leaveOutDynamicImports(),
    loadLater(),
    dropUnusedSchemas(),
    useMapAsCache(),
    keepVersionOnly(),
  ],
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Bundles every file of `functions/`, with the AWS SDK at the version that was tested.
 *
 * @returns a folder with `<room>/<function>/index.mjs` and a source map for each file, and beside it the
 *   modules that are loaded later; it is deleted when this process ends
 */
export async function bundleFunctions(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'docs-gateway-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const files = globSync('functions/*/*.ts', { cwd: ROOT });
  const later = join(folder, 'later');
  const [{ metafile }] = await Promise.all([
    build({
      ...OPTIONS,
      entryPoints: files.map((file) => ({ in: file, out: outputOf(file) })),
      outdir: folder,
    }),
    build({
      ...OPTIONS,
      entryPoints: LOADED_LATER.map((file) => ({ in: file, out: moduleName(file) })),
      outdir: later,
    }),
  ]);
  copyModules(metafile, later);
  rmSync(later, { recursive: true });
  return folder;
}

/** Copies the modules that are loaded later to the functions that import them. */
function copyModules({ outputs }: Metafile, later: string): void {
  for (const [output, { imports }] of Object.entries(outputs))
    for (const name of LOADED_LATER.map(moduleName))
      if (imports.some(({ path }) => path === `./${name}.mjs`))
        for (const suffix of ['mjs', 'mjs.map'])
          copyFileSync(
            join(later, `${name}.${suffix}`),
            join(ROOT, dirname(output), `${name}.${suffix}`),
          );
}

function moduleName(file: string): string {
  return basename(file, '.ts');
}

function outputOf(file: string): string {
  return `${file.replace(/^functions.(.*)\.ts$/, '$1')}/index`;
}

/**
 * Leaves out what the SDK loads with `import()` on first use: event streams, and credentials from sources
 * other than Lambda's environment. No function uses them.
 */
function leaveOutDynamicImports(): Plugin {
  return {
    name: 'leave out dynamic imports',
    setup({ onResolve }) {
      onResolve({ filter: /^@(aws-sdk|smithy)\// }, ({ kind, path }) =>
        kind === 'dynamic-import' ? { path, external: true } : undefined,
      );
    },
  };
}

/** Keeps the import of a module that is loaded later, from the place beside the function that imports it. */
function loadLater(): Plugin {
  return {
    name: 'load later',
    setup({ onResolve }) {
      onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
        const isLater = LOADED_LATER.some((file) => join(ROOT, file) === join(resolveDir, path));
        if (kind !== 'dynamic-import' || !isLater) return undefined;
        return { path: `./${moduleName(path)}.mjs`, external: true };
      });
    },
  };
}

/**
 * Replaces the least-recently-used cache of DynamoDB's endpoint discovery with a `Map`. The discovery is off unless
 * the environment turns it on. It saves 5 KB in a bundle with DynamoDB.
 */
function useMapAsCache(): Plugin {
  const contents =
    'export default class extends Map { constructor() { super(); } peek(key) { return this.get(key); } }';
  return {
    name: 'use a Map as the cache of endpoints',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^mnemonist\/lru-cache$/ }, ({ path }) => ({ path, namespace: 'cache' }));
      onLoad({ filter: /.*/, namespace: 'cache' }, () => ({ contents }));
    },
  };
}

/** Of its `package.json`, an SDK client reads the version. The rest takes 2 KB for each client of a bundle. */
function keepVersionOnly(): Plugin {
  return {
    name: 'keep the version of a package',
    setup({ onLoad }) {
      onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, ({ path }) => {
        const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
        return { contents: JSON.stringify({ version }), loader: 'json' };
      });
    },
  };
}
