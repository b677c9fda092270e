import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { dropUnusedSchemas } from './unused-schemas.ts';

const ROOT = join(import.meta.dirname, '../..');

const REQUIRE =
  "import{createRequire as requireOfModule}from'node:module';const require=requireOfModule(import.meta.url);";

/** esbuild instead of CDK's bundler, which supports no plugins and runs once for each function. */
const PLUGINS = [leaveOutDynamicImports(), dropUnusedSchemas()];

/**
 * Bundles every file of `functions/`, with the AWS SDK at the version that was tested.
 *
 * @returns a folder with `<room>/<function>/index.mjs` and a source map for each file; it is deleted when
 *   this process ends
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
    sourcesContent: false, // a stack trace needs only names and lines
    legalComments: 'none',
    // Prefer a package's ES module, because esbuild can drop the parts that are not used.
    mainFields: ['module', 'main'],
    // CommonJS packages call `require`, which an ES module does not have, for modules of Node.
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
