import { deepEqual } from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { test } from 'node:test';

/**
 * The folders of `shared/`, from the top level down. A folder imports only from those of later lines; the
 * files directly in `shared/` import from no folder. `client/` is a package of its own; `reference/` and
 * `console/` are what browsers run.
 */
const ORDER = [
  ['pages'],
  ['api', 'queue'],
  ['documents', 'workflow'],
  ['events'],
  ['storage'],
  ['docs', 'sources'],
  ['build'],
  ['script', 'schema'],
  ['files of shared/ itself'],
  ['reference'],
  ['console'],
  ['client'],
];

const SOURCES = 'shared/**/*.{ts,tsx}';

/** Where a file of the repository belongs: a folder of `shared/`, or the folder at the top. */
function folderOf(file: string): string {
  const [top = '', folder = '', name] = file.split(sep);
  if (top !== 'shared') return top;
  return name === undefined ? 'files of shared/ itself' : folder;
}

const lineOf = (folder: string) => ORDER.findIndex((line) => line.includes(folder));

/** Every import between two folders, as `file → imported file`. */
function importsOf(files: string[]) {
  return files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/ from '(\.[^']*)';/g)].map(([, path = '']) => {
      const imported = join(dirname(file), path);
      return { from: folderOf(file), to: folderOf(imported), text: `${file} → ${imported}` };
    }),
  );
}

const acrossFolders = (files: string[]) => importsOf(files).filter(({ from, to }) => from !== to);

test('each folder of shared/ imports only from folders below it in the order', () => {
  const upward = acrossFolders(globSync(SOURCES)).filter(
    ({ from, to }) => lineOf(to) <= lineOf(from),
  );

  deepEqual(
    upward.map(({ text }) => text),
    [],
  );
});

test('the order names every folder of shared/', () => {
  const folders = new Set(globSync(SOURCES).map(folderOf));

  deepEqual([...folders].sort(), ORDER.flat().sort());
});

test('only code of browsers imports code of browsers: the client, the console and the reference page', () => {
  const inBrowser = ['reference', 'console', 'client'];
  const files = globSync([SOURCES, 'functions/**/*.ts']);

  deepEqual(
    acrossFolders(files).filter(
      ({ from, to }) => inBrowser.includes(to) && !inBrowser.includes(from),
    ),
    [],
  );
  deepEqual(
    acrossFolders(files).filter(
      ({ from, to }) => inBrowser.includes(from) && !inBrowser.includes(to),
    ),
    [],
  );
});

test('functions/ imports only from shared/, and no function imports another', () => {
  const files = globSync('functions/**/*.ts');

  deepEqual(
    importsOf(files).filter(({ from, to }) => from === to),
    [],
  );
  deepEqual(
    acrossFolders(files).filter(({ to }) => lineOf(to) === -1),
    [],
  );
});

test('the architecture page has the folders of shared/ in the same order', () => {
  const page = readFileSync('docs/architecture.md', 'utf8');
  const rows = [...page.matchAll(/^\| \d+ \| ([^|]+) \|/gm)].map(([, cell = '']) =>
    cell.startsWith('files in')
      ? ['files of shared/ itself']
      : [...cell.matchAll(/`(\w+)\/`/g)].map(([, folder]) => folder),
  );

  deepEqual(rows, ORDER);
});
