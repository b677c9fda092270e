import { deepEqual } from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

/** Packages that parse text and open no connection. */
const PARSERS = ['ipaddr.js', 'zod/mini'];

/** The imports of a file, without imports of types, which do not exist at run time. */
function importsOf(file: string): string[] {
  const imports = readFileSync(file, 'utf8').matchAll(
    /^(?:import (?!type )|\} )[^;']*'([^']+)';$/gm,
  );
  return [...imports].map(([, path = '']) =>
    path.startsWith('.') ? join(dirname(file), path) : path,
  );
}

/** Each file of `shared/` that these files import, directly or not. */
function contractsOf(files: string[]): string[] {
  const found = new Set<string>();
  const left = [...files];
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    const shared = importsOf(file).filter((path) => path.startsWith('shared/') && !found.has(path));
    for (const path of shared) found.add(path);
    left.push(...shared);
  }
  return [...found].sort();
}

const contracts = contractsOf(globSync('infra/**/*.ts', { exclude: ['infra/local/**'] }));

test('infra/, without infra/local/, imports only contracts from shared/', () => {
  deepEqual(contracts, [
    'shared/api/routes.ts',
    'shared/build/build.ts',
    'shared/cidr.ts',
    'shared/errors.ts',
    'shared/events/request-types.ts',
    'shared/limits.ts',
    'shared/metric.ts',
    'shared/script/check/finding.ts',
    'shared/storage/table/table-schema.ts',
  ]);
});

test('a contract imports only other contracts and parsers', () => {
  for (const file of contracts) {
    const others = importsOf(file).filter((path) => ![...contracts, ...PARSERS].includes(path));
    deepEqual(others, [], file);
  }
});
