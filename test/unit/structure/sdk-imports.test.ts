import { deepEqual } from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

/** The files of a pattern that import an AWS client, or the settings that clients are made with. */
function importersIn(pattern: string): string[] {
  return globSync(pattern)
    .filter((file) =>
      / from '(@aws-sdk\/|[./]+(shared\/)?aws\.ts')/.test(readFileSync(file, 'utf8')),
    )
    .sort();
}

test('no file in functions/ imports an AWS client', () => {
  deepEqual(importersIn('functions/**/*.ts'), []);
});

test('in shared/, only storage/, events/ and the file of each client import an AWS client', () => {
  const outside = importersIn('shared/**/*.ts').filter(
    (file) => !/^shared\/(storage|events)\//.test(file),
  );

  deepEqual(outside, [
    'shared/secret.ts',
    'shared/sqs.ts',
    'shared/workflow/executions.ts', // the client of Step Functions
  ]);
});
