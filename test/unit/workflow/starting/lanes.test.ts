import { deepEqual, equal, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Priority } from '../../../../shared/build/build.ts';
import {
  type BuildRun,
  getBuild,
  putBuild,
  type StoredBuild,
} from '../../../../shared/storage/rows/builds.ts';
import { readSlots, takeSlot } from '../../../../shared/storage/rows/slots.ts';
import { nextInTurn } from '../../../../shared/storage/rows/turns.ts';
import { enterWaitingRoom } from '../../../../shared/storage/rows/waiting-room.ts';
import { transact } from '../../../../shared/storage/table/transaction.ts';
import { settle } from '../../../../shared/workflow/settle.ts';
import {
  assignSlots,
  freeSlotsByPriority,
} from '../../../../shared/workflow/starting/assign-slots.ts';
import { type StartDeps, startWaiting } from '../../../../shared/workflow/starting/start.ts';
import { waitingBuild } from '../../../support/builds.ts';
import { openWorld } from '../../../support/workflow/world.ts';

/** Slots and waiting builds in memory, where one function starts builds and nothing fails. */
function openLanes(t: TestContext, limit: number) {
  const world = openWorld(t, limit);
  const process = world.process((send) => Promise.resolve(send()));
  let admitted = 0;

  async function admit(priority: Priority, count = 1, tenant = 'acme'): Promise<StoredBuild[]> {
    const builds: StoredBuild[] = [];
    for (let n = 0; n < count; n++) {
      const id = String(admitted++).padStart(26, '0');
      builds.push(waitingBuild({ tenant, id, priority }));
    }
    for (const build of builds)
      await transact(process.table, [putBuild(build), enterWaitingRoom(build)]);
    return builds;
  }

  /** Starts what may start. @returns the builds that did, in the order of their turns */
  async function start(): Promise<StoredBuild[]> {
    const before = new Set(world.runs.keys());
    await startWaiting(process);
    const started = [...world.runs.values()].filter(({ run }) => !before.has(run));
    const rows = await Promise.all(
      started.map(({ tenant, id }) => getBuild(process.table, tenant, id)),
    );
    return rows.flatMap((row) => row ?? []);
  }

  /** Ends a build, whose slot becomes free. */
  async function end(build?: BuildRun): Promise<void> {
    const run = world.runs.get(`${build?.run}`);
    ok(run?.isOpen, 'the build runs');
    run.isOpen = false;
    equal(await settle(process, run), true);
  }

  /** Ends the build that has run longest, and starts the next one. */
  async function endOne(): Promise<StoredBuild[]> {
    await end(world.openRuns()[0]);
    return start();
  }

  return { ...process, world, admit, start, end, endOne };
}

/** The takes of a start that reads the slots now and takes them later. */
async function takesOf({ table, maxInFlight }: StartDeps) {
  const slots = await readSlots(table);
  const free = freeSlotsByPriority(slots, maxInFlight);
  const [normal, low] = [
    await nextInTurn(table, slots.turn, 'normal', 9),
    await nextInTurn(table, slots.turn, 'low', 9),
  ];
  return assignSlots(slots.turn, free, { normal, low }, 9);
}

const prioritiesOf = (builds: StoredBuild[]) => builds.map(({ priority }) => priority);
const LOW = 'low' as const;
const NORMAL = 'normal' as const;

for (const limit of [1, 2, 3, 4, 5, 8])
  test(`with ${limit} slots and 1,000 low builds waiting, a normal build gets the second free slot at the latest`, async (t) => {
    const { admit, start, endOne } = openLanes(t, limit);
    for (const tenant of ['a', 'b']) await admit(LOW, 500, tenant);
    await start();

    for (let normals = 0; normals < 12; normals++) {
      const [build] = await admit(NORMAL);
      const started: unknown[][] = [(await start()).map(({ id }) => id)];
      while (started.length < 3 && !started.flat().includes(build?.id))
        started.push((await endOne()).map(({ id }) => id));
      ok(started.flat().includes(build?.id), `two slots became free without it`);
    }
  });

for (const limit of [4, 5, 6, 8, 13])
  test(`of ${limit} slots low builds hold all but the last quarter, so that a normal one starts at once`, async (t) => {
    const { admit, start, endOne } = openLanes(t, limit);
    const reserved = Math.floor(limit / 4);
    await admit(LOW, 100);

    deepEqual((await start()).length, limit - reserved);
    await admit(NORMAL, reserved);
    deepEqual(prioritiesOf(await start()), Array(reserved).fill(NORMAL));

    await admit(NORMAL, 3);
    for (let ended = 0; ended < 40; ended++) await endOne();
    await admit(NORMAL, reserved);
    deepEqual(prioritiesOf(await start()), Array(reserved).fill(NORMAL));
  });

for (const limit of [1, 3, 5])
  test(`with ${limit} slots, while builds of both priorities wait, every fifth start is a low one`, async (t) => {
    const { admit, start, endOne } = openLanes(t, limit);
    await admit(LOW, 20);
    await admit(NORMAL, 30);

    const started = await start();
    for (let ended = 0; ended < 25; ended++) started.push(...(await endOne()));

    const low = prioritiesOf(started).flatMap((priority, n) => (priority === LOW ? [n] : []));
    deepEqual(low.slice(0, 5), [4, 9, 14, 19, 24]);
  });

test('within each priority tenants take turns, and the other priority changes no turn', async (t) => {
  const { admit, start, endOne } = openLanes(t, 1);
  for (const tenant of ['a', 'b', 'c'])
    for (const priority of [LOW, NORMAL]) await admit(priority, 9, tenant);

  const started = await start();
  for (let ended = 0; ended < 29; ended++) started.push(...(await endOne()));

  const tenantsOf = (wanted: Priority) =>
    started.filter(({ priority }) => priority === wanted).map(({ tenant }) => tenant);
  deepEqual(tenantsOf(NORMAL).join(''), 'abc'.repeat(8));
  deepEqual(tenantsOf(LOW).join(''), 'abc'.repeat(2));
});

test('without normal builds, low builds start in turn', async (t) => {
  const { admit, start, endOne } = openLanes(t, 2);
  for (const tenant of ['a', 'b']) await admit(LOW, 3, tenant);

  const started = await start();
  for (let ended = 0; ended < 5; ended++) started.push(...(await endOne()));

  equal(started.map(({ tenant }) => tenant).join(''), 'ababab');
});

test('low builds do not hold the last quarter if two functions start them, one of which read the slots before', async (t) => {
  const lanes = openLanes(t, 4);
  const [first, second] = await lanes.admit(NORMAL, 2);
  await lanes.start();
  await lanes.admit(LOW, 2);
  await lanes.start();
  const slotOf = async (build?: StoredBuild) =>
    build && (await getBuild(lanes.table, build.tenant, build.id))?.slot;
  deepEqual([await slotOf(first), await slotOf(second)], [3, 0]);
  await lanes.admit(LOW, 9, 'z');

  await lanes.end(first);
  const takes = await takesOf(lanes);
  await lanes.end(second);
  await lanes.admit(LOW, 9, 'b');
  equal(await startWaiting(lanes), 1);
  for (const { build, ...free } of takes) await takeSlot(lanes.table, build, free, build.createdAt);

  lanes.world.check();
  deepEqual(prioritiesOf(await lanes.start()), []);
});
