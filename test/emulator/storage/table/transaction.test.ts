import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  type Condition,
  equals,
  isAbsent,
  isPresent,
  set,
} from '../../../../shared/storage/table/expressions.ts';
import { getItem, getItems } from '../../../../shared/storage/table/items.ts';
import type { Table } from '../../../../shared/storage/table/table.ts';
import { transact, tryTransact } from '../../../../shared/storage/table/transaction.ts';
import { freshTable } from '../../../support/aws/resources.ts';

let ours: Table;
before(async () => {
  ours = await freshTable();
});

const keyOf = (pk: string) => ({ pk, sk: 'x' });
const put = (pk: string, more: object = {}, ...conditions: Condition[]) => ({
  put: { ...keyOf(pk), ...more },
  if: conditions,
});
const read = (pk: string) => getItem(ours, keyOf(pk));

test('a transaction makes all of its writes', async () => {
  await transact(ours, [put('a1', { n: 1, gone: undefined }), put('a2')]);

  deepEqual(await read('a1'), { pk: 'a1', sk: 'x', n: 1 });
  deepEqual(await read('a2'), { pk: 'a2', sk: 'x' });
});

test('one transaction puts, changes and removes items', async () => {
  await transact(ours, [put('t1', { n: 1 }), put('t2')]);

  await transact(ours, [
    { change: keyOf('t1'), by: [set('n', 2)], if: [equals('n', 1)] },
    { remove: keyOf('t2'), if: [isPresent('pk')] },
    put('t3'),
  ]);

  deepEqual(await getItems(ours, ['t1', 't2', 't3'].map(keyOf)).then(sorted), [
    { pk: 't1', sk: 'x', n: 2 },
    { pk: 't3', sk: 'x' },
  ]);
});

test('every number of a JSON text is stored as JSON.parse reads it', async () => {
  const numbers = { huge: 2 ** 63, tiny: 1.5e-7, exact: Number.MAX_SAFE_INTEGER, zero: 0 };

  await transact(ours, [put('numbers', numbers)]);

  deepEqual(await read('numbers'), { pk: 'numbers', sk: 'x', ...numbers });
});

test('a transaction with failed conditions writes nothing and reports which writes failed', async () => {
  await transact(ours, [put('b1')]);

  const refused = transact(ours, [
    put('b2'),
    put('b1', { n: 1 }, isAbsent('pk')),
    put('b3', {}, isPresent('pk')),
  ]);

  await rejects(refused, { name: 'ConditionFailedError', writes: [1, 2] });
  equal(await read('b2'), undefined);
  equal((await read('b1'))?.n, undefined);
  equal(await tryTransact(ours, [put('b1', {}, isAbsent('pk'))]), false);
});

function sorted(items: Record<string, unknown>[]) {
  return items.sort((a, b) => String(a.pk).localeCompare(String(b.pk)));
}
