import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  anyOf,
  type Condition,
  doesNotContain,
  equals,
  hasFewerThan,
  isAbsent,
  isGreaterThan,
  isLessThan,
  isPresent,
  set,
} from '../../../../shared/storage/table/expressions.ts';
import { changeIf, getItem, putIfAbsent } from '../../../../shared/storage/table/items.ts';
import type { Table } from '../../../../shared/storage/table/table.ts';
import { freshTable } from '../../../support/aws/resources.ts';

let ours: Table;
before(async () => {
  ours = await freshTable();
});

const keyOf = (pk: string) => ({ pk, sk: 'x' });
const read = (pk: string) => getItem(ours, keyOf(pk));

test('a change is made only if all of its conditions hold', async () => {
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
