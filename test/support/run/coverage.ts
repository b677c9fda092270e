import { globSync, readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';

/** How many of the lines of `functions/` and `shared/` the tests must reach. */
const LEAST_PERCENT = 99;
const FOLDERS = ['functions', 'shared'];
const MAX_NAMED_FILES = 20;

/** What browsers run. Node reports no coverage of it. */
const IN_BROWSERS = /^shared\/(console|reference)\//;

/** A file that tests loaded, as node reports its coverage. */
export type CoveredFile = {
  path: string;
  lines: { line: number; count: number }[];
};

/** A file and the lines that no test reaches. */
type Missed = { path: string; total: number; lines: number[] };

/**
 * Checks the coverage of a whole run. Node reports only the files that tests load, so every other file
 * counts as missed. Files with types alone do not count.
 *
 * @returns what is not covered; undefined if enough is
 */
export function coverageFault(covered: CoveredFile[]): string | undefined {
  const loaded = merged(covered).filter(({ path }) => FOLDERS.includes(path.split('/')[0] ?? ''));
  const paths = new Set(loaded.map(({ path }) => path));
  const unloaded = sources().filter(({ path }) => !paths.has(path));
  const all = [...loaded, ...unloaded];
  const total = sumOf(all, ({ total: lines }) => lines);
  const missed = sumOf(all, ({ lines }) => lines.length);
  const percent = (100 * (total - missed)) / total;
  if (percent >= LEAST_PERCENT) return undefined;
  return [
    `The tests reach ${percent.toFixed(2)} % of the lines of ${FOLDERS.join('/ and ')}/; at least ${LEAST_PERCENT} % is required. Most lines are missed in:`,
    ...all
      .filter(({ lines }) => lines.length > 0)
      .sort((a, b) => b.lines.length - a.lines.length)
      .slice(0, MAX_NAMED_FILES)
      .map(({ path, total: lines, lines: { length } }) => `  ${path}: ${length} of ${lines}`),
  ].join('\n');
}

/**
 * One entry for each path: node reports a file once for each time that a test loads it, as tests load
 * functions several times with other variables. A line is missed if every load misses it.
 */
function merged(covered: CoveredFile[]): Missed[] {
  const byPath = new Map<string, CoveredFile[]>();
  for (const file of covered) {
    const path = relative('.', file.path).split(sep).join('/');
    byPath.set(path, [...(byPath.get(path) ?? []), file]);
  }
  return [...byPath].map(([path, loads]) => {
    const reached = new Set(
      loads.flatMap(({ lines }) => lines.filter(({ count }) => count > 0).map(({ line }) => line)),
    );
    const lines = (loads[0]?.lines ?? []).map(({ line }) => line);
    return { path, total: lines.length, lines: lines.filter((line) => !reached.has(line)) };
  });
}

/** Every source file with code, with all of its lines. */
function sources(): Missed[] {
  const files = globSync(FOLDERS.map((folder) => `${folder}/**/*.ts`));
  return files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    if (IN_BROWSERS.test(file) || !/^(export )?(async )?(const|let|function|class) /m.test(text))
      return [];
    const { length } = text.trimEnd().split('\n');
    const lines = Array.from({ length }, (_, index) => index + 1);
    return [{ path: file.split(sep).join('/'), total: length, lines }];
  });
}

function sumOf(files: Missed[], count: (file: Missed) => number): number {
  return files.reduce((sum, file) => sum + count(file), 0);
}
