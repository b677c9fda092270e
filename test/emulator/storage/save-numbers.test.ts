import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { saveNumberOf } from '../../../shared/storage/rows/save-numbers.ts';
import type { SaveName } from '../../../shared/storage/rows/saves.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { freshTable, itemsOf } from '../../support/aws/resources.ts';
import { LASTSAVE } from '../../support/docs/callbacks.ts';

let table: Table;
before(async () => {
  table = await freshTable();
});

let documents = 0;
/** A save of a document that no other test has. */
function freshSave(): SaveName {
  return {
    tenant: 'acme',
    key: `document-${++documents}`,
    status: 'force-saved',
    lastsave: LASTSAVE,
  };
}

test('each file has its own save number, and a repetition has the same number', async () => {
  const save = freshSave();

  const saveNumbers = [];
  for (const path of ['/a', '/b', '/a', '/c', '/b', '/a', ''])
    saveNumbers.push(await saveNumberOf(table, save, path));

  deepEqual(saveNumbers, [undefined, 2, undefined, 3, 2, undefined, 4]);
});

test('save numbers count within one document, status and time', async () => {
  const save = freshSave();
  await saveNumberOf(table, save, '/a');

  const others: Partial<SaveName>[] = [
    { tenant: 'other' },
    { key: 'other' },
    { status: 'saved' },
    { lastsave: '2026-11-22T08:00:01.000Z' },
  ];

  for (const other of others)
    equal(await saveNumberOf(table, { ...save, ...other }, '/b'), undefined);
  equal(await saveNumberOf(table, save, '/b'), 2);
});

test('concurrent calls give save numbers without a gap, and the same number for the same file', async () => {
  const save = freshSave();
  const paths = ['/a', '/b', '/c', '/a', '/b', '/c'];

  const saveNumbers = await Promise.all(paths.map((path) => saveNumberOf(table, save, path)));

  deepEqual(saveNumbers.slice(0, 3), saveNumbers.slice(3));
  deepEqual(
    saveNumbers
      .slice(0, 3)
      .map((saveNumber) => saveNumber ?? 1)
      .sort(),
    [1, 2, 3],
  );
});

test('save numbers expire after ninety days', async () => {
  const save = freshSave();

  await saveNumberOf(table, save, '/a');

  const row = (await itemsOf(table)).find(({ pk }) => pk === `DOCUMENT#acme#${save.key}`);
  const days = (Number(row?.expiresAt) - Date.now() / 1000) / 86_400;
  equal(Math.round(days), 90);
});
