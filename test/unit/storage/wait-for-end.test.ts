import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { pausesForEnd, waitForEnd } from '../../../shared/storage/rows/wait-for-end.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { buildOf } from '../../support/builds.ts';

test('waitForEnd() pauses for 200 ms, then a twentieth of the time waited, at least 50 ms and at most a second', () => {
  const pauseAfter = pausesForEnd();

  const pauses = [10, 210, 900, 2_000, 10_000, 24_000].map((waitedMs) => pauseAfter(waitedMs, {}));

  deepEqual(pauses, [200, 50, 50, 100, 500, 1000]);
});

test('waitForEnd() pauses for 20 ms in the second after it saw the answer of Docs', () => {
  const pauseAfter = pausesForEnd();
  const answered = { answer: { files: ['a.docx'] } };

  const pauses = [
    pauseAfter(4_000, {}),
    pauseAfter(4_200, answered),
    pauseAfter(5_199, answered),
    pauseAfter(5_200, answered),
  ];

  deepEqual(pauses, [200, 20, 20, 260]);
});

test('waitForEnd() does not take a build for erased that an eventually consistent read does not show yet', async () => {
  const answers = [undefined, buildOf(), buildOf({ status: 'succeeded' })];
  const reads: (boolean | undefined)[] = [];
  const send = async ({ input }: { input: { ConsistentRead?: boolean } }) => {
    reads.push(input.ConsistentRead);
    return { Item: answers.shift() };
  };
  const table = { name: 'table', client: { send } } as unknown as Table;

  const build = await waitForEnd(table, 'acme', 'id', Date.now() + 60_000);

  equal(build?.status, 'succeeded');
  deepEqual(reads, [undefined, true, undefined]);
});
