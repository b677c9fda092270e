import { deepEqual, throws } from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { test } from 'node:test';
import {
  type CallbackStatus,
  hasDocument,
  isSave,
  STATUS_NUMBERS,
  statusOf,
} from '../../../../shared/docs/callback-status.ts';

const STATUSES = Object.keys(STATUS_NUMBERS) as CallbackStatus[];

test("each of Docs' status numbers has a different word", () => {
  deepEqual([1, 2, 3, 4, 6, 7].map(statusOf), STATUSES);
  deepEqual(
    STATUSES.map((status) => STATUS_NUMBERS[status]),
    [1, 2, 3, 4, 6, 7],
  );
});

test('a status number that Docs does not document has no word', () => {
  for (const number of [0, 5, 8, 2.5]) throws(() => statusOf(number), /is not the status/);
});

test('final and forced saves have a document; they and failed saves are saves', () => {
  deepEqual(STATUSES.filter(hasDocument), ['saved', 'force-saved']);
  deepEqual(STATUSES.filter(isSave), ['saved', 'save-failed', 'force-saved', 'force-save-failed']);
});

/** A status that is compared with, typed as, or set to one of Docs' numbers. */
const STATUS_NUMBER =
  /[sS]tatus\b[^\n;,]{0,12}(===?|!==?|:|=|\()\s*\[?[1-7]\b(?!\d)|\[[1-7](, [1-7])+\]|\b[1-7]( \| [1-7])+\b/g;

test('no file outside shared/docs uses a number as the status of a callback, except the client of the API', () => {
  const files = globSync('{shared,functions}/**/*.ts').map((file) => file.split(sep).join('/'));
  const uses = files
    .filter((file) => !file.startsWith('shared/docs/') && !file.startsWith('shared/client/'))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(STATUS_NUMBER)].map(([use]) => `${file}: ${use}`),
    );

  deepEqual(uses, []);
});

test('the search for status numbers finds each way to write one', () => {
  const ways = [
    'if (status === 2) {',
    'save.status !== 6',
    '{ status: 3 }',
    'type Status = 2 | 6;',
    '[6, 2].map(',
    'status: z.literal([2, 6])',
    'status: z.literal(1)',
  ];

  deepEqual(
    ways.filter((way) => !way.match(STATUS_NUMBER)),
    [],
  );
});
