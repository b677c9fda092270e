import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { append, remove, set, setFields } from '../../../../shared/storage/table/expressions.ts';
import { changeIf, getItem, putIfAbsent } from '../../../../shared/storage/table/items.ts';
import type { Table } from '../../../../shared/storage/table/table.ts';
import { transact } from '../../../../shared/storage/table/transaction.ts';
import { freshTable } from '../../../support/aws/resources.ts';

let ours: Table;
before(async () => {
  ours = await freshTable();
});

const keyOf = (pk: string) => ({ pk, sk: 'x' });
const read = (pk: string) => getItem(ours, keyOf(pk));

test('an item is put only if its key is free', async () => {
  equal(await putIfAbsent(ours, { ...keyOf('h'), n: 1 }), true);
  equal(await putIfAbsent(ours, { ...keyOf('h'), n: 2 }), false);

  deepEqual(await read('h'), { ...keyOf('h'), n: 1 });
});

test('a change sets, removes and appends attributes, and returns the changed item', async () => {
  await putIfAbsent(ours, { ...keyOf('i'), map: { a: 1 }, old: true, list: ['x'] });

  const changed = await changeIf(
    ours,
    keyOf('i'),
    [
      ...setFields({ status: 'new', left: undefined }),
      set(['map', 'b.c'], 2),
      remove('old'),
      append('list', 'y'),
      append('fresh', 'z'),
    ],
    [],
  );

  deepEqual(changed, {
    ...keyOf('i'),
    status: 'new',
    map: { a: 1, 'b.c': 2 },
    list: ['x', 'y'],
    fresh: ['z'],
  });
  deepEqual(await read('i'), changed);
});

test('half of a surrogate pair, which DynamoDB refuses, is stored as U+FFFD wherever it is', async () => {
  const halves = { text: 'cut \ud83d', list: [{ 'name \ude00': '\ud83d' }], whole: '😀', no: null };
  const stored = { text: 'cut \ufffd', list: [{ 'name \ufffd': '\ufffd' }], whole: '😀', no: null };

  await transact(ours, [{ put: { ...keyOf('half1'), ...halves } }]);
  await putIfAbsent(ours, { ...keyOf('half2'), ...halves });
  await changeIf(ours, keyOf('half3'), setFields(halves), []);

  for (const pk of ['half1', 'half2', 'half3'])
    deepEqual(await read(pk), { pk, sk: 'x', ...stored });
});

test('a number that DynamoDB cannot store is stored as text, or as zero if it is too small', async () => {
  const numbers = { huge: 1e300, low: -1e126, tiny: 1e-200, most: 9.99e125, usual: 1.5 };
  const stored = { huge: '1e+300', low: '-1e+126', tiny: 0, most: 9.99e125, usual: 1.5 };

  await transact(ours, [{ put: { ...keyOf('number1'), numbers } }]);
  await changeIf(ours, keyOf('number2'), setFields({ numbers }), []);

  for (const pk of ['number1', 'number2'])
    deepEqual(await read(pk), { pk, sk: 'x', numbers: stored });
});

test('a map with a field named constructor is stored as a map, whatever the field holds', async () => {
  const classes = ['Set', 'Map', 'String', 'Number', 'Boolean', 'Object', 'Uint8Array', 'Array'];
  const maps = classes.map((name) => ({ constructor: { name }, n: [{ constructor: name }] }));

  await transact(ours, [{ put: { ...keyOf('class1'), maps, constructor: { name: 'Set' } } }]);
  await putIfAbsent(ours, { ...keyOf('class2'), maps, constructor: { name: 'Set' } });
  await changeIf(ours, keyOf('class3'), setFields({ maps, constructor: { name: 'Set' } }), []);

  for (const pk of ['class1', 'class2', 'class3'])
    deepEqual(await read(pk), { pk, sk: 'x', maps, constructor: { name: 'Set' } });
});
