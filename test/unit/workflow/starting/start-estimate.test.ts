import { deepEqual, equal } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { putBuild, type StoredBuild } from '../../../../shared/storage/rows/builds.ts';
import { type Holder, releaseSlot, type Slots } from '../../../../shared/storage/rows/slots.ts';
import { FIRST_TURN } from '../../../../shared/storage/rows/turns.ts';
import { enterWaitingRoom } from '../../../../shared/storage/rows/waiting-room.ts';
import { transact } from '../../../../shared/storage/table/transaction.ts';
import { startWaiting } from '../../../../shared/workflow/starting/start.ts';
import {
  canStartUntil,
  startsWithin,
} from '../../../../shared/workflow/starting/start-estimate.ts';
import { waitingBuild } from '../../../support/builds.ts';
import { openWorld } from '../../../support/workflow/world.ts';

const NOW = 1_000_000;

/** Slots whose last builds took so long, and whose builds hold them for so long, in milliseconds. */
function slotsOf(tookMs: Record<number, number>, ages: Record<number, number> = {}): Slots {
  const holders = Object.entries(ages).map(([slot, age]): [string, Holder] => [
    slot,
    { tenant: 't', id: slot, since: NOW - age, slot: Number(slot) },
  ]);
  return { holders: Object.fromEntries(holders), turn: FIRST_TURN, tookMs };
}
const within = (slots: Slots, limit: number, leftMs: number) =>
  startsWithin(slots, limit, leftMs, NOW);

test('a free slot starts one build now, and one each time that its last one took', () => {
  deepEqual(
    [0, 1_999, 2_000, 20_000].map((leftMs) => within(slotsOf({ 0: 2_000 }), 1, leftMs)),
    [1, 1, 2, 11],
  );
  equal(within(slotsOf({}), 4, 10_000), 44);
});

test('a slot that is held starts its first build when its own is expected to end', () => {
  const slots = slotsOf({ 0: 5_000 }, { 0: 1_000 });

  deepEqual(
    [3_999, 4_000, 8_999, 9_000].map((leftMs) => within(slots, 1, leftMs)),
    [0, 1, 1, 2],
  );
});

test('a build that takes longer than the last one is expected to take as long again', () => {
  const slots = slotsOf({ 0: 1_000 }, { 0: 15_000 });

  deepEqual(
    [14_999, 15_000, 25_000, 30_000].map((leftMs) => within(slots, 1, leftMs)),
    [0, 1, 1, 2],
  );
});

/** A room with slots in memory, whose builds each took ten seconds. */
async function openRoom(t: TestContext, limit: number) {
  const world = openWorld(t, limit);
  const process = world.process((send) => Promise.resolve(send()));
  let admitted = 0;
  const admit = async (changed: Partial<StoredBuild> = {}) => {
    const id = String(admitted++).padStart(26, '0'); // all were created at the same time
    const build = waitingBuild({ id, ...changed });
    await transact(process.table, [putBuild(build), enterWaitingRoom(build)]);
    return build;
  };
  for (let slot = 0; slot < limit; slot++) await admit();
  await startWaiting(process);
  for (const [slot, { run }] of [...world.runs.values()].entries())
    await transact(process.table, [releaseSlot({ run, slot }, 10_000)]);
  const can = (build: StoredBuild, ms: number) => canStartUntil(process, build, Date.now() + ms);
  return { admit, can, start: () => startWaiting(process) };
}

test('a build is worth waiting for if it is among those that start in time, in the order of turns', async (t) => {
  const { admit, can, start } = await openRoom(t, 2);
  for (let n = 0; n < 2; n++) await admit();
  await start();
  const flood: StoredBuild[] = [];
  for (let n = 0; n < 9; n++) flood.push(await admit({ tenant: 'flood' }));
  const [, second, third] = flood as [StoredBuild, StoredBuild, StoredBuild];

  equal(await can(second, 10_000), true);
  equal(await can(third, 10_000), false);
  equal(await can(third, 20_000), true);
  const newcomer = await admit({ tenant: 'other' });
  equal(await can(newcomer, 10_000), true);
  equal(await can(newcomer, 9_000), false);
});

test('a build that has started is worth waiting for', async (t) => {
  const { admit, can, start } = await openRoom(t, 1);
  const build = await admit();
  await start();
  await admit();

  equal(await can(build, 100), true);
});

test('a build of low priority is worth waiting for only if a slot is free for it', async (t) => {
  const { admit, can, start } = await openRoom(t, 1);
  const low = await admit({ priority: 'low' });
  equal(await can(low, 20_000), true);

  await start();
  const second = await admit({ priority: 'low' });
  equal(await can(second, 20_000), false);
});

test('no build is worth waiting for while the table fails', async () => {
  const client = { send: async () => Promise.reject(new Error('away')) };
  const table = { name: 'away', client } as never;

  equal(await canStartUntil({ table, maxInFlight: 4 }, waitingBuild(), Date.now() + 9_000), false);
});
