import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS, type ErrorCode, GatewayError, nameOf } from '../../../shared/errors.ts';
import {
  type CopyFailureTime,
  concernsOneFile,
  copyErrorOf,
  mayRepeatCopy,
} from '../../../shared/workflow/copying/copy-error.ts';

const CODES = Object.keys(ERRORS) as ErrorCode[];
const error = (code: ErrorCode) => new GatewayError(code, 'x');

const before: CopyFailureTime = { isPastDeadline: false, isTimedOut: false };
const timedOut: CopyFailureTime = { isPastDeadline: false, isTimedOut: true };
const after: CopyFailureTime = { isPastDeadline: true, isTimedOut: false };
const cutOff: CopyFailureTime = { isPastDeadline: true, isTimedOut: true };

const TABLE: [string, ErrorCode, CopyFailureTime, string][] = [
  ['Docs is unavailable before the deadline', 'DOCS_UNAVAILABLE', before, 'NotYetError'],
  ['Docs is slow before the deadline', 'DOCS_TIMEOUT', before, 'NotYetError'],
  ['the copy took too long before the deadline', 'DOCS_TIMEOUT', timedOut, 'NotYetError'],
  ['a link has expired before the deadline', 'RESULT_EXPIRED', before, 'ResultExpiredError'],
  ['S3 fails before the deadline', 'STORAGE_FAILED', before, 'StorageFailedError'],
  ['Docs is unavailable after the deadline', 'DOCS_UNAVAILABLE', after, 'DocsUnavailableError'],
  ['the deadline ends a transfer from Docs', 'DOCS_TIMEOUT', cutOff, 'BuildTimeoutError'],
  ['S3 fails after the deadline', 'STORAGE_FAILED', after, 'BuildTimeoutError'],
  ['a link has expired after the deadline', 'RESULT_EXPIRED', after, 'BuildTimeoutError'],
];

for (const [title, code, time, expected] of TABLE)
  test(`copy error: ${title} → ${expected}`, () => {
    const cause = error(code);
    const thrown = copyErrorOf(cause, 'a.txt', time);

    equal(nameOf(thrown), expected);
    if (thrown !== cause) equal((thrown as Error).cause, cause);
  });

test('an unexpected error of a copy is thrown unchanged before the deadline', () => {
  const unexpected = new TypeError('x');

  equal(copyErrorOf(unexpected, 'a.txt', before), unexpected);
});

test('a copy is repeated once after an expired link or a malformed answer, twice after a Docs error', () => {
  const repeatsOf = (code: ErrorCode) =>
    [0, 1, 2, 3].filter((repeats) => mayRepeatCopy(error(code), repeats)).length;
  const expected: Partial<Record<ErrorCode, number>> = {
    RESULT_EXPIRED: 1,
    DOCS_PROTOCOL: 1,
    DOCS_INTERNAL: 2,
  };

  for (const code of CODES) equal(repeatsOf(code), expected[code] ?? 0, code);
  equal(mayRepeatCopy(new TypeError('x'), 0), false);
});

test('only an expired, too large or unusable file leaves the other files of its build to be copied', () => {
  const codes = CODES.filter((code) => concernsOneFile(error(code)));

  equal(codes.sort().join(), 'RESULT_EXPIRED,RESULT_TOO_LARGE,SCRIPT_FAILED');
  ok(!concernsOneFile(new TypeError('x')));
});
