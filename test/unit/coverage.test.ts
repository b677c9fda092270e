import { equal, match } from 'node:assert/strict';
import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { type CoveredFile, coverageFault } from '../support/run/coverage.ts';

/** Every file of the product as if it had a hundred lines, of which tests miss some. */
function allFiles(missedOf: (path: string) => number): CoveredFile[] {
  return globSync(['functions/**/*.ts', 'shared/**/*.ts']).map((path) => ({
    path: resolve(path),
    lines: Array.from({ length: 100 }, (_, index) => ({
      line: index + 1,
      count: index < missedOf(path) ? 0 : 1,
    })),
  }));
}

test('a run in which one line of a hundred is missed has enough coverage', () => {
  equal(coverageFault(allFiles(() => 1)), undefined);
});

test('a run in which two lines of a hundred are missed fails and names the files', () => {
  const isLog = (path: string) => path === 'shared/log.ts';

  const fault = coverageFault(allFiles((path) => (isLog(path) ? 90 : 2))) ?? '';

  match(
    fault,
    /^The tests reach 97\.\d\d % of the lines of functions\/ and shared\/; at least 99 %/,
  );
  equal(fault.split('\n')[1], '  shared/log.ts: 90 of 100');
});

test('a file with code that no test loads counts as missed, and a file with types alone does not', () => {
  const isTypes = (path: string) => path.endsWith('openapi/operation.ts');
  const isSmall = (path: string) => path.endsWith('functions/events/announce-end.ts');
  const loaded = allFiles(() => 1).filter(({ path }) => !isTypes(path));

  equal(coverageFault(loaded), undefined);
  const fault = coverageFault(loaded.filter(({ path }) => !isSmall(path))) ?? '';
  match(fault, /announce-end\.ts: 8 of 8/);
});

test('lines of other folders do not count', () => {
  const [file] = allFiles(() => 100);
  const other = { ...file, path: resolve('infra/stack.ts') } as CoveredFile;

  equal(coverageFault([...allFiles(() => 0), other]), undefined);
});

test('a line is reached if one of several loads of its file reaches it', () => {
  const half = (isReached: (line: number) => boolean): CoveredFile[] =>
    allFiles(() => 0).map((file) => ({
      ...file,
      lines: file.lines.map(({ line }) => ({ line, count: isReached(line) ? 1 : 0 })),
    }));
  const first = half((line) => line <= 50);
  const second = half((line) => line > 50);

  equal(coverageFault([...first, ...second]), undefined);
  match(coverageFault([...first, ...first]) ?? '', /^The tests reach 50/);
});
