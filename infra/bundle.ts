import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

const REQUIRE =
  "import{createRequire as requireOfModule}from'node:module';const require=requireOfModule(import.meta.url);";

/** What CDK's own bundler cannot be told: it knows no plugins, and starts anew for each function. */
const PLUGINS = [leaveOutWhatIsLoadedOnDemand(), letUnusedSchemasGo()];

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
 * The SDK loads ways to credentials other than Lambda's environment, and event streams, on demand.
 * Nothing of ours demands them.
 */
function leaveOutWhatIsLoadedOnDemand(): Plugin {
  return {
    name: 'leave out what is loaded on demand',
    setup({ onResolve }) {
      onResolve({ filter: /^@(aws-sdk|smithy)\// }, ({ kind, path }) =>
        kind === 'dynamic-import' ? { path, external: true } : undefined,
      );
    },
  };
}

/**
 * A client's schemas name their traits by constants, `{ [_hH]: … }`, in which esbuild must suspect a side
 * effect: it would keep the schemas of all of S3's operations, 55 KB, for the four that we use.
 */
function letUnusedSchemasGo(): Plugin {
  return {
    name: 'let unused schemas go',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]schemas_0\.js$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const constants = new Map(
          [...source.matchAll(/^const (_\w*) = ("[^"]*");$/gm)].map(([, name, value]) => [
            name,
            value,
          ]),
        );
        const contents = source.replaceAll(/\[(_\w*)\]:/g, (key, name) =>
          constants.has(name) ? `${constants.get(name)}:` : key,
        );
        return { contents, loader: 'js' };
      });
    },
  };
}
