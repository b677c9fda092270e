import { deepEqual, equal, ok } from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ERROR_STATUS, hasRetryAfter, isServerError } from '../../shared/http-statuses.ts';

/** The files that answer callers; the other files of shared/ also read statuses of other servers. */
const ANSWERING = [
  'functions',
  'shared/api',
  'shared/workflow',
  'shared/documents',
  'shared/queue',
];

test('no file that answers callers holds an HTTP status as a number', () => {
  const patterns = ANSWERING.map((folder) => `${folder}/**/*.ts`);
  const files = globSync([...patterns, 'shared/storage/rows/*.ts', 'shared/problem.ts']);

  const holding = files.filter((file) => {
    const code = readFileSync(file, 'utf8').replaceAll(/\/\*\*.*?\*\/|\/\/.*/gs, '');
    return /\bstatus(Code|es)?\b[^;\n]{0,40}\b[1-5]\d\d\b/.test(code);
  });

  ok(files.length > 50);
  deepEqual(holding, []);
});

test('an error that the caller did not cause has a status of 500 or more', () => {
  equal(isServerError(ERROR_STATUS.INTERNAL), true);
  equal(isServerError(ERROR_STATUS.REQUEST_INVALID), false);
});

test('only 429 and 503 are answered with Retry-After', () => {
  const invited = Object.values(ERROR_STATUS).filter(hasRetryAfter);

  deepEqual([...new Set(invited)].sort(), [429, 503]);
});
