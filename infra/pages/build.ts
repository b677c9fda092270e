import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { BuiltPage, Manifest } from '../../shared/pages/files.ts';
import type { PageName } from '../../shared/pages/policy.ts';
import { licencesOf } from './licences.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The first module of each page. */
const ENTRIES: Record<PageName, string> = {
  console: 'shared/console/main.tsx',
  reference: 'shared/reference/main.ts',
};

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

type File = { name: string; bytes: Uint8Array };

/**
 * Builds the pages: for each a folder of files, named after their content and compressed ahead, and
 * `pages.json`, which lists them.
 *
 * @param folder is emptied first
 */
export async function buildPages(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const manifest: Manifest = { pages: {} as Manifest['pages'], files: {} };
  for (const page of Object.keys(ENTRIES) as PageName[]) {
    const { built, files } = await bundlePage(page);
    manifest.pages[page] = built;
    mkdirSync(join(folder, page), { recursive: true });
    for (const { name, bytes } of files) {
      manifest.files[`${page}/${name}`] = typeOf(name);
      writeCompressed(join(folder, page, name), bytes);
    }
  }
  writeFileSync(join(folder, 'pages.json'), JSON.stringify(manifest));
}

/** What a module imports with `import()` becomes a file of its own, which the browser loads when it is needed. */
async function bundlePage(page: PageName): Promise<{ built: BuiltPage; files: File[] }> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [ENTRIES[page]],
    outdir: page,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const inPage = (path: string) => path.slice(path.indexOf(`${page}/`) + page.length + 1);
  const [script = '', { cssBundle } = {}] =
    Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === ENTRIES[page]) ??
    [];
  const licences = licencesFile(Object.keys(metafile.inputs));
  return {
    built: {
      scripts: [inPage(script)],
      styles: cssBundle ? [inPage(cssBundle)] : [],
      licences: licences.name,
    },
    files: [
      ...outputFiles.map(({ path, contents }) => ({ name: basename(path), bytes: contents })),
      licences,
    ],
  };
}

function licencesFile(inputs: string[]): File {
  const bytes = Buffer.from(licencesOf(ROOT, inputs));
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8).toUpperCase();
  return { name: `licences-${hash}.txt`, bytes };
}

function typeOf(name: string): string {
  const type = TYPES[extname(name)];
  if (!type) throw new Error(`no content type is known for ${name}`);
  return type;
}

/** Writes a file plain, and as a browser may accept it. */
function writeCompressed(path: string, bytes: Uint8Array): void {
  writeFileSync(path, bytes);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  // The highest quality takes ten times as long, for a twentieth of the size.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
}

if (import.meta.main) {
  const folder = join(ROOT, 'dist/pages');
  await buildPages(folder);
  console.log(readFileSync(join(folder, 'pages.json'), 'utf8'));
}
