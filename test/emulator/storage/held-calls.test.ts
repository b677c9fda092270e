import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { whileHeld } from '../../../shared/api/hold.ts';
import { giveBackPlace, takePlace } from '../../../shared/storage/rows/held-calls.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { freshTable } from '../../support/aws/resources.ts';

let table: Table;
before(async () => {
  table = await freshTable();
});

const inAMinute = () => Date.now() + 60_000;
const places = async (limit: number, calls: number, until = inAMinute()) => {
  const asked = Array.from({ length: calls }, () => takePlace(table, limit, until));
  return (await Promise.all(asked)).filter((place) => place !== undefined);
};

test('of calls that come at once, exactly as many are held as the limit allows', async () => {
  const taken = await places(5, 12);

  equal(taken.length, 5);
  equal(new Set(taken).size, 5);
  for (const place of taken) await giveBackPlace(table, place);
});

test('a place that was given back can be taken again', async () => {
  const [first = ''] = await places(1, 1);
  equal(await takePlace(table, 1, inAMinute()), undefined);

  await giveBackPlace(table, first);

  const [second = ''] = await places(1, 1);
  equal(second === '' || second === first, false);
  await giveBackPlace(table, second);
});

test('the place of a function that crashed is free once it has expired', async () => {
  const longAgo = Date.now() - 60_000;
  equal((await places(2, 2, longAgo)).length, 2);

  const taken = await places(2, 1);

  equal(taken.length, 1);
  await giveBackPlace(table, taken[0] ?? '');
});

test('with a limit of 0 no call is held', async () => {
  deepEqual(await places(0, 3), []);
});

test('a call gives its place back also when its work fails', async () => {
  const holds = { table, limit: 1 };
  const failed = whileHeld(holds, inAMinute(), () => Promise.reject(new Error('no')));

  equal(await failed.catch(({ message }) => message), 'no');
  equal(await whileHeld(holds, inAMinute(), async () => 'held'), 'held');
});

test('a call that cannot be counted is not held, and does not fail', async () => {
  const holds = { table: { ...table, name: 'no-such-table' }, limit: 50 };

  const held = whileHeld(holds, inAMinute(), async () => 'held');

  equal(await held, undefined);
});
