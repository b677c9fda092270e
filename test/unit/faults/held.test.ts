import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { buildsIn, heldIn } from '../../faults/world/stored-rows.ts';

const build = (id: string, status: string) => ({
  pk: `BUILD#a#${id}`,
  sk: 'BUILD',
  tenant: 'a',
  id,
  run: `${id}-run`,
  status,
});

test('slots are found in one item with all holders and in one item for each slot', () => {
  const since = 1_795_334_400_000;
  const items = [
    {
      pk: 'SLOTS',
      sk: 'SLOTS',
      holders: { 'one-run': { tenant: 'a', id: 'one', since } },
      last: 'a',
    },
    { pk: 'SLOTS', sk: 'SLOT#000', run: 'two-run', tenant: 'a', id: 'two', since },
    { pk: 'SLOTS', sk: 'SLOT#001', turn: {} },
  ];

  deepEqual(heldIn(items).slots, ['one-run', 'two-run']);
});

test('places and builds that are fetched are held', () => {
  const items = [
    { pk: 'WAITING', sk: 'a#now#one' },
    { pk: 'WAITING-LOW', sk: 'a#now#three' },
    { pk: 'FETCHING', sk: 'now#two-run' },
    { pk: 'KEY#a#k', sk: 'KEY' },
  ];

  deepEqual(heldIn(items), {
    slots: [],
    places: ['a#now#one', 'a#now#three'],
    copying: [],
    fetching: ['now#two-run'],
  });
});

test('a build that succeeded may not stay among those being copied, one that failed may', () => {
  const items = [
    build('one', 'succeeded'),
    build('two', 'failed'),
    { pk: 'COPYING', sk: 'now#one-run', run: 'one-run' },
    { pk: 'COPYING', sk: 'now#two-run', run: 'two-run' },
  ];

  deepEqual(heldIn(items).copying, ['now#one-run']);
});

test('builds of other tenants are left out, and erased builds are ids only', () => {
  const items = [
    build('one', 'succeeded'),
    { ...build('two', 'succeeded'), tenant: 'b' },
    { pk: 'BUILD#a#three', sk: 'BUILD', tenant: 'a', id: 'three', erased: true },
  ];

  const { rows, tombstones } = buildsIn(items, ['a']);

  deepEqual([rows.map(({ id }) => id), tombstones], [['one'], ['three']]);
});
