import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { dropUnusedSchemas } from './unused-schemas.ts';

const ROOT = join(import.meta.dirname, '../..');

const REQUIRE =
  "import{createRequire as requireOfModule}from'node:module';const require=requireOfModule(import.meta.url);";

/** CDK's own bundler takes no plugins, and it runs once for each function. */
const PLUGINS = [leaveOutDynamicImports(), dropUnusedSchemas()];

/**
 * Bundles every file of `functions/`, with the AWS SDK at the version that was tested.
 *
 * @returns a folder that lasts as long as this process; it holds `<room>/<function>/index.mjs` and its
 *   source map for each file
 */
export async function bundleFunctions(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'docs-gateway-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const files = globSync('functions/*/*.ts', { cwd: ROOT });
  await build({
    absWorkingDir: ROOT,
    entryPoints: files.map((file) => ({ in: file, out: outputOf(file) })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    sourcemap: true,
    sourcesContent: false, // lines and names are enough for a stack trace
    legalComments: 'none',
    // The ES module of a package where it has one: only what is used of it comes along.
    mainFields: ['module', 'main'],
    // CommonJS packages call `require` for Node's own modules; an ES module has none.
    banner: { js: REQUIRE },
    plugins: PLUGINS,
    logLevel: 'warning',
  });
  return folder;
}

function outputOf(file: string): string {
  return `${file.replace(/^functions.(.*)\.ts$/, '$1')}/index`;
}

/**
 * The SDK loads event streams, and sources of credentials other than Lambda's environment, with `import()`
 * when they are first used. No function uses them.
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
