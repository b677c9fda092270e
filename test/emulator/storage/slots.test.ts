import { deepEqual, equal } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { buildKey, getBuild } from '../../../shared/storage/rows/builds.ts';
import { freeSlot, freeSlotsOf, readSlots, takeSlot } from '../../../shared/storage/rows/slots.ts';
import { FIRST_TURN } from '../../../shared/storage/rows/turns.ts';
import { remove } from '../../../shared/storage/table/expressions.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { transact } from '../../../shared/storage/table/transaction.ts';
import { freshTable, itemsOf } from '../../support/aws/resources.ts';
import { store, waitingBuild } from '../../support/builds.ts';

let table: Table;
beforeEach(async () => {
  table = await freshTable();
});

const deadline = new Date(Date.now() + 60_000).toISOString();
const turn = (number: number, normal = 'default') => ({
  number,
  normal,
  low: '',
  normals: number,
});
const holders = async () => Object.keys((await readSlots(table)).holders);
const free = async (limit: number) => freeSlotsOf(await readSlots(table), limit);
const places = async () =>
  (await itemsOf(table)).filter(({ pk }) => `${pk}`.startsWith('WAITING')).length;
const slotItems = async () => (await itemsOf(table)).filter(({ pk }) => pk === 'SLOTS');
const waiting = (tenant = 'default') => store(table, waitingBuild({ tenant }));

test('slots without items are free', async () => {
  deepEqual(await readSlots(table), { holders: {}, turn: FIRST_TURN, tookMs: {} });
  deepEqual(await free(3), [0, 1, 2]);
  deepEqual(await itemsOf(table), []);
});

test('takeSlot() holds the slot, removes the place and sets the build to running', async () => {
  const build = await waiting('acme');

  equal(await takeSlot(table, build, { slot: 7, turn: turn(1, 'acme') }, deadline), true);

  const slots = await readSlots(table);
  const row = await getBuild(table, 'acme', build.id);
  const since = Date.parse(row?.startedAt ?? '');
  deepEqual(slots.turn, turn(1, 'acme'));
  deepEqual(slots.holders, {
    [build.run]: { tenant: 'acme', id: build.id, since, priority: 'normal', slot: 7 },
  });
  deepEqual([row?.status, row?.slot, row?.askedSince], ['running', 7, undefined]);
  equal(row?.deadline, deadline);
  equal(await places(), 0);
});

test('a slot has the priority of its build, and nothing of the one before', async () => {
  const [low, normal] = [
    await store(table, waitingBuild({ priority: 'low' })),
    await store(table, waitingBuild({ priority: 'normal' })),
  ];
  const priorities = async () =>
    Object.values((await readSlots(table)).holders).map(({ priority }) => priority);

  equal(await takeSlot(table, low, { slot: 0, turn: turn(1) }, deadline), true);
  deepEqual(await priorities(), ['low']);
  equal(await places(), 1);
  // A function of the release before frees the slot without its priority.
  await transact(table, [
    { change: { pk: 'SLOTS', sk: 'SLOT#000' }, by: ['run', 'tenant', 'id'].map((f) => remove(f)) },
  ]);
  equal(await takeSlot(table, normal, { slot: 0, turn: turn(2) }, deadline), true);
  deepEqual(await priorities(), ['normal']);
  equal(await freeSlot(table, { run: normal.run, slot: 0 }), true);

  deepEqual(await slotItems(), [{ pk: 'SLOTS', sk: 'SLOT#000', turn: turn(2) }]);
});

test('takeSlot() changes nothing if another build holds the slot', async () => {
  const [first, second] = [await waiting(), await waiting()];
  await takeSlot(table, first, { slot: 0, turn: turn(1) }, deadline);

  equal(await takeSlot(table, second, { slot: 0, turn: turn(2) }, deadline), false);

  deepEqual(await holders(), [first.run]);
  deepEqual((await readSlots(table)).turn, turn(1));
  equal((await getBuild(table, 'default', second.id))?.status, 'queued');
  equal(await places(), 1);
});

test('a build takes one slot, even if five functions start it at once', async () => {
  const build = await waiting();

  const taken = await Promise.all(
    [0, 1, 2, 3, 4].map((slot) => takeSlot(table, build, { slot, turn: turn(1) }, deadline)),
  );

  equal(taken.filter(Boolean).length, 1);
  deepEqual(await holders(), [build.run]);
  equal((await getBuild(table, 'default', build.id))?.slot, taken.indexOf(true));
});

test('takeSlot() removes the place of a build that no longer waits', async () => {
  const build = await waiting();
  const Item = { ...buildKey(build.tenant, build.id), erased: true };
  await transact(table, [{ put: Item }]);

  equal(await takeSlot(table, build, { slot: 0, turn: turn(1) }, deadline), false);

  equal(await places(), 0);
  deepEqual(await holders(), []);
});

test('a slot that is freed keeps the turn and nothing of its build', async () => {
  const build = await waiting();
  await takeSlot(table, build, { slot: 3, turn: turn(5) }, deadline);

  equal(await freeSlot(table, { run: build.run, slot: 3 }), true);

  deepEqual(await slotItems(), [{ pk: 'SLOTS', sk: 'SLOT#003', turn: turn(5) }]);
  deepEqual(await free(4), [0, 1, 2, 3]);
});

test('freeSlot() can be repeated, and frees no slot of another build', async () => {
  const [one, two] = [await waiting(), await waiting()];
  await takeSlot(table, one, { slot: 0, turn: turn(1) }, deadline);

  equal(await freeSlot(table, { run: one.run, slot: 0 }), true);
  await takeSlot(table, two, { slot: 0, turn: turn(2) }, deadline);
  equal(await freeSlot(table, { run: one.run, slot: 0 }), false);

  deepEqual(await holders(), [two.run]);
});

test('the turn is the one with the highest number, in whichever slot it is', async () => {
  for (const [slot, number] of [
    [0, 1],
    [1, 12],
    [2, 9],
  ] as const)
    await takeSlot(
      table,
      await waiting(`t${number}`),
      { slot, turn: turn(number, `t${number}`) },
      deadline,
    );

  deepEqual((await readSlots(table)).turn, turn(12, 't12'));
});

test('the lowest free slots are given, and never more than the limit leaves', async () => {
  for (const slot of [0, 2, 900])
    await takeSlot(table, await waiting(), { slot, turn: turn(slot + 1) }, deadline);

  deepEqual(await free(6), [1, 3, 4]);
  deepEqual(await free(4), [1]);
  deepEqual(await free(3), []);
  deepEqual(await free(1), []);
});
