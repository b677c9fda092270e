import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  anyOf,
  append,
  type Condition,
  doesNotContain,
  equals,
  hasFewerThan,
  isAbsent,
  isGreaterThan,
  isLessThan,
  isPresent,
  remove,
  set,
  setFields,
} from '../../../shared/storage/rows/expressions.ts';
import {
  changeIf,
  getItem,
  getItems,
  pages,
  putIfAbsent,
  removeItem,
  type Table,
  table,
} from '../../../shared/storage/rows/table.ts';
import { transact, tryTransact } from '../../../shared/storage/rows/transaction.ts';
import { refusingClient } from '../../support/aws/refusing.ts';
import { freshTable } from '../../support/aws/resources.ts';
import { localClient } from '../../support/local-client.ts';

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

test('a transaction puts, changes and removes items at once', async () => {
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

test('any number that JSON can hold is stored as JSON reads it', async () => {
  const numbers = { huge: 2 ** 63, tiny: 1.5e-7, exact: Number.MAX_SAFE_INTEGER, zero: 0 };

  await transact(ours, [put('numbers', numbers)]);

  deepEqual(await read('numbers'), { pk: 'numbers', sk: 'x', ...numbers });
});

test('a failed condition refuses the whole transaction and names its write', async () => {
  await transact(ours, [put('b1')]);

  const refused = transact(ours, [
    put('b2'),
    put('b1', { n: 1 }, isAbsent('pk')),
    put('b3', {}, isPresent('pk')),
  ]);

  await rejects(refused, { name: 'ConditionFailedError', items: [1, 2] });
  equal(await read('b2'), undefined);
  equal((await read('b1'))?.n, undefined);
  equal(await tryTransact(ours, [put('b1', {}, isAbsent('pk'))]), false);
});

test('a transaction that conflicts with another one is repeated', async () => {
  const conflict = {
    name: 'TransactionCanceledException',
    reasons: ['None', 'TransactionConflict'],
  };
  const { client, refused } = refusingClient('TransactWriteItemsCommand', conflict, 3);

  await transact(table(ours.name, client), [put('c1')]);

  equal(refused(), 3);
  deepEqual(await read('c1'), { pk: 'c1', sk: 'x' });
});

test('a conflict that does not pass is thrown after eight tries', async () => {
  const conflict = { name: 'TransactionInProgressException' };
  const { client, refused } = refusingClient('TransactWriteItemsCommand', conflict, 100);

  await rejects(transact(table(ours.name, client), [put('d1')]), conflict);

  equal(refused(), 8);
});

test('a failed condition beside a conflict is no conflict and is not repeated', async () => {
  const reasons = ['ConditionalCheckFailed', 'TransactionConflict'];
  const refusal = { name: 'TransactionCanceledException', reasons };
  const { client, refused } = refusingClient('TransactWriteItemsCommand', refusal, 1);

  await rejects(transact(table(ours.name, client), [put('e1')]), { items: [0] });

  equal(refused(), 1);
});

test('a single write that meets a transaction is repeated', async () => {
  const conflict = { name: 'TransactionConflictException' };
  const { client, refused } = refusingClient('PutItemCommand', conflict, 2);

  equal(await putIfAbsent(table(ours.name, client), keyOf('f1')), true);

  equal(refused(), 2);
  deepEqual(await read('f1'), { pk: 'f1', sk: 'x' });
});

test('an error that is no conflict is thrown at once', async () => {
  const nowhere = table('no-such-table', localClient(DynamoDBClient));

  await rejects(transact(nowhere, [put('g')]), { name: 'ResourceNotFoundException' });
});

test('an item is put only where its key is free', async () => {
  equal(await putIfAbsent(ours, { ...keyOf('h'), n: 1 }), true);
  equal(await putIfAbsent(ours, { ...keyOf('h'), n: 2 }), false);

  deepEqual(await read('h'), { ...keyOf('h'), n: 1 });
});

test('a change sets, removes and appends, and returns the item afterwards', async () => {
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

test('a change is made only if every one of its conditions holds', async () => {
  const item = { ...keyOf('j'), n: 5, text: 'b', list: ['x'], map: { a: 1 } };
  await putIfAbsent(ours, item);
  const holds = async (...conditions: Condition[]) =>
    (await changeIf(ours, keyOf('j'), [set('n', 5)], conditions)) !== undefined;

  const expected: [Condition, boolean][] = [
    [isPresent('n'), true],
    [isPresent('none'), false],
    [isAbsent(['map', 'b']), true],
    [isAbsent(['map', 'a']), false],
    [equals('text', 'b'), true],
    [equals('text', 'a'), false],
    [isLessThan('n', 6), true],
    [isLessThan('n', 5), false],
    [isGreaterThan('text', 'a'), true],
    [isGreaterThan('text', 'b'), false],
    [doesNotContain('list', 'y'), true],
    [doesNotContain('none', 'y'), true],
    [doesNotContain('list', 'x'), false],
    [hasFewerThan('map', 2), true],
    [hasFewerThan('map', 1), false],
    [anyOf(equals('n', 1), isPresent('text')), true],
    [anyOf(equals('n', 1), isAbsent('text')), false],
  ];
  for (const [condition, whether] of expected) {
    equal(
      await holds(condition),
      whether,
      JSON.stringify(condition({ name: String, value: JSON.stringify })),
    );
    equal(await holds(isPresent('n'), condition), whether);
  }
  deepEqual(await read('j'), item);
});

test('a query returns every page in order, and an item that was removed is in none', async () => {
  const sks = Array.from({ length: 7 }, (_, n) => `s${n}`);
  await transact(
    ours,
    sks.map((sk) => ({ put: { pk: 'k', sk, even: Number(sk.slice(1)) % 2 === 0 } })),
  );
  await removeItem(ours, { pk: 'k', sk: 's4' });
  const read = async (query: object) => {
    const found: string[][] = [];
    for await (const items of pages(ours, { key: [equals('pk', 'k')], ...query }))
      found.push(items.map(({ sk }) => String(sk)));
    return found.filter((page) => page.length > 0);
  };

  deepEqual(await read({ limit: 4, consistent: true }), [
    ['s0', 's1', 's2', 's3'],
    ['s5', 's6'],
  ]);
  deepEqual(await read({ descending: true, filter: [equals('even', true)] }), [['s6', 's2', 's0']]);
  deepEqual(await read({ key: [equals('pk', 'k'), isGreaterThan('sk', 's4')] }), [['s5', 's6']]);
});

function sorted(items: Record<string, unknown>[]) {
  return items.sort((a, b) => String(a.pk).localeCompare(String(b.pk)));
}
