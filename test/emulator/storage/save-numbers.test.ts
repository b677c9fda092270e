import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { turnOf } from '../../../shared/storage/rows/save-numbers.ts';
import type { SaveName } from '../../../shared/storage/rows/saves.ts';
import type { Table } from '../../../shared/storage/rows/table.ts';
import { freshTable, itemsOf } from '../../support/aws/resources.ts';
import { LASTSAVE } from '../../support/docs/callbacks.ts';

let table: Table;
before(async () => {
  table = await freshTable();
});

let documents = 0;
/** A save of a document of its own. */
function freshSave(): SaveName {
  return { tenant: 'acme', key: `document-${++documents}`, status: 6, lastsave: LASTSAVE };
}

test('each file has its turn, and a repetition the turn it had', async () => {
  const save = freshSave();

  const turns = [];
  for (const path of ['/a', '/b', '/a', '/c', '/b', '/a', ''])
    turns.push(await turnOf(table, save, path));

  deepEqual(turns, [undefined, 2, undefined, 3, 2, undefined, 4]);
});

test('turns count for one document, status and time', async () => {
  const save = freshSave();
  await turnOf(table, save, '/a');

  const others: Partial<SaveName>[] = [
    { tenant: 'other' },
    { key: 'other' },
    { status: 2 },
    { lastsave: '2026-11-22T08:00:01.000Z' },
  ];

  for (const other of others) equal(await turnOf(table, { ...save, ...other }, '/b'), undefined);
  equal(await turnOf(table, save, '/b'), 2);
});

test('who asks at the same time gets turns without a gap, and the same file the same', async () => {
  const save = freshSave();
  const paths = ['/a', '/b', '/c', '/a', '/b', '/c'];

  const turns = await Promise.all(paths.map((path) => turnOf(table, save, path)));

  deepEqual(turns.slice(0, 3), turns.slice(3));
  deepEqual(
    turns
      .slice(0, 3)
      .map((turn) => turn ?? 1)
      .sort(),
    [1, 2, 3],
  );
});

test('turns are forgotten after ninety days', async () => {
  const save = freshSave();

  await turnOf(table, save, '/a');

  const row = (await itemsOf(table)).find(({ pk }) => pk === `DOCUMENT#acme#${save.key}`);
  const days = (Number(row?.expiresAt) - Date.now() / 1000) / 86_400;
  equal(Math.round(days), 90);
});
