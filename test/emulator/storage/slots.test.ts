import { deepEqual, equal } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { buildKey, getBuild } from '../../../shared/storage/rows/builds.ts';
import { freeSlot, readSlots, takeSlot } from '../../../shared/storage/rows/slots.ts';
import type { Table } from '../../../shared/storage/rows/table.ts';
import { transact } from '../../../shared/storage/rows/transaction.ts';
import { freshTable, itemsOf } from '../../support/aws/resources.ts';
import { store, waitingBuild } from '../../support/builds.ts';

let table: Table;
beforeEach(async () => {
  table = await freshTable();
});

const deadline = new Date(Date.now() + 60_000).toISOString();
const holders = async () => Object.keys((await readSlots(table)).holders);
const places = async () => (await itemsOf(table)).filter(({ pk }) => pk === 'WAITING').length;

test('readSlots() creates one empty set of slots, even if called three times at once', async () => {
  const all = await Promise.all([1, 2, 3].map(() => readSlots(table)));

  for (const { holders, last } of all) deepEqual([holders, last], [{}, '']);
  equal((await itemsOf(table)).length, 1);
});

test('takeSlot() holds the slot, removes the place and sets the build to running', async () => {
  const build = await store(table, waitingBuild({ tenant: 'acme' }));
  await readSlots(table);

  equal(await takeSlot(table, build, 1, deadline), true);

  const slots = await readSlots(table);
  const row = await getBuild(table, 'acme', build.id);
  equal(slots.last, 'acme');
  deepEqual({ ...slots.holders[build.run], since: 0 }, { tenant: 'acme', id: build.id, since: 0 });
  equal(row?.status, 'running');
  equal(row?.startedAt, new Date(slots.holders[build.run]?.since ?? 0).toISOString());
  equal(row?.deadline, deadline);
  equal(await places(), 0);
});

test('takeSlot() changes nothing if the limit is reached', async () => {
  const [first, second] = [await store(table, waitingBuild()), await store(table, waitingBuild())];
  await readSlots(table);
  await takeSlot(table, first, 1, deadline);

  equal(await takeSlot(table, second, 1, deadline), false);

  deepEqual(await holders(), [first.run]);
  equal((await getBuild(table, 'default', second.id))?.status, 'queued');
  equal(await places(), 1);
});

test('takeSlot() changes nothing if another tenant was served since the slots were read', async () => {
  const [one, other] = [
    await store(table, waitingBuild({ tenant: 'acme' })),
    await store(table, waitingBuild({ tenant: 'acme' })),
  ];
  const { last } = await readSlots(table);

  equal(await takeSlot(table, one, 4, deadline, last), true);
  equal(await takeSlot(table, other, 4, deadline, last), false);

  deepEqual(await holders(), [one.run]);
  equal((await getBuild(table, 'acme', other.id))?.status, 'queued');
  equal(await takeSlot(table, other, 4, deadline, 'acme'), true);
});

test('a build takes one slot, even if five functions start it at once', async () => {
  const build = await store(table, waitingBuild());
  await readSlots(table);

  const taken = await Promise.all([1, 2, 3, 4, 5].map(() => takeSlot(table, build, 4, deadline)));

  equal(taken.filter(Boolean).length, 1);
  deepEqual(await holders(), [build.run]);
});

test('takeSlot() removes the place of a build that no longer waits', async () => {
  const build = await store(table, waitingBuild());
  await readSlots(table);
  const Item = { ...buildKey(build.tenant, build.id), erased: true };
  await transact(table, [{ put: Item }]);

  equal(await takeSlot(table, build, 4, deadline), false);

  equal(await places(), 0);
  deepEqual(await holders(), []);
});

test('freeSlot() can be repeated, and frees no other slot', async () => {
  const [one, two] = [await store(table, waitingBuild()), await store(table, waitingBuild())];
  await readSlots(table);
  for (const build of [one, two]) await takeSlot(table, build, 4, deadline);

  await freeSlot(table, one.run);
  await freeSlot(table, one.run);

  deepEqual(await holders(), [two.run]);
});
