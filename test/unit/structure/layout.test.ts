import { deepEqual } from 'node:assert/strict';
import { globSync } from 'node:fs';
import { sep } from 'node:path';
import { test } from 'node:test';
import { type Need, needsOf } from '../../support/run/needs.ts';

/** What the tests of each folder may use; `test/README.md` says it in words. */
const ALLOWED: Record<string, Need[]> = {
  unit: [],
  engine: ['engine'],
  conformance: ['engine'],
  emulator: ['emulator', 'own emulator', 'engine'],
  stack: ['stack', 'emulator', 'own emulator', 'engine'],
};

const files = globSync('test/**/*.test.ts').map((file) => file.split(sep).join('/'));
const folderOf = (file: string) => file.split('/')[1] ?? '';

test('every test is in a folder that allows what it uses', () => {
  const wrong = files.flatMap((file) => {
    const allowed = ALLOWED[folderOf(file)];
    return [...needsOf(file)]
      .filter((need) => !allowed?.includes(need))
      .map((need) => `${file} uses the ${need}`);
  });

  deepEqual(wrong, []);
  deepEqual(
    files.filter((file) => !(folderOf(file) in ALLOWED)),
    [],
  );
});

test('every test in test/engine, test/emulator and test/stack uses what its folder is named after', () => {
  const spare = files.filter((file) => {
    const needs = needsOf(file);
    const folder = folderOf(file);
    if (folder === 'emulator') return !needs.has('emulator') && !needs.has('own emulator');
    return (folder === 'engine' || folder === 'stack') && !needs.has(folder);
  });

  deepEqual(spare, []);
});

test('a test in test/emulator is named .engine.test.ts exactly when it uses the engine too', () => {
  const wrong = files
    .filter((file) => folderOf(file) === 'emulator')
    .filter((file) => file.endsWith('.engine.test.ts') !== needsOf(file).has('engine'));

  deepEqual(wrong, []);
});

test('every test helper is in test/support, test/conformance, test/clients, test/faults, test/bench or test/limits', () => {
  const helpers = globSync('test/**/*.ts')
    .map((file) => file.split(sep).join('/'))
    .filter((file) => !file.endsWith('.test.ts') && file !== 'test/run.ts');

  deepEqual(
    helpers.filter(
      (file) =>
        !['support', 'conformance', 'clients', 'faults', 'bench', 'limits'].includes(
          folderOf(file),
        ),
    ),
    [],
  );
});
