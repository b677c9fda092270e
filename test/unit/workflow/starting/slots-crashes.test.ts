import { deepEqual, equal, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Priority } from '../../../../shared/build/build.ts';
import { putBuild } from '../../../../shared/storage/rows/builds.ts';
import { readSlots } from '../../../../shared/storage/rows/slots.ts';
import { enterWaitingRoom } from '../../../../shared/storage/rows/waiting-room.ts';
import { transact } from '../../../../shared/storage/table/transaction.ts';
import { startWaiting } from '../../../../shared/workflow/starting/start.ts';
import { waitingBuild } from '../../../support/builds.ts';
import { calmDown } from '../../../support/workflow/scene.ts';
import { openWorld, WorldCrash } from '../../../support/workflow/world.ts';

/** Four slots, of which builds of low priority may hold three, with more builds of both priorities than slots. */
const SLOTS = 4;
const WAITING: Priority[] = ['low', 'low', 'low', 'low', 'low', 'normal', 'normal'];

type Side = 'before' | 'after';

/** Starts builds with a crash at a request, counted from 0; then once more. @returns whether it has crashed */
async function startWithCrash(t: TestContext, at: number, side: Side, waiting: Priority[]) {
  const world = openWorld(t, SLOTS);
  const { table } = world.process(async (send) => send());
  for (const [number, priority] of waiting.entries()) {
    const id = String(number).padStart(26, '0');
    const build = waitingBuild({ tenant: `tenant-${number % 3}`, id, priority });
    await transact(table, [putBuild(build), enterWaitingRoom(build)]);
  }
  let sent = 0;
  let hasCrashed = false;
  const die = () => {
    hasCrashed = true;
    throw new WorldCrash(side);
  };
  const crashing = world.process(async (send) => {
    const isHere = sent++ === at;
    if (hasCrashed || (isHere && side === 'before')) die();
    const answer = await send();
    if (hasCrashed || isHere) die();
    return answer;
  });
  await startWaiting(crashing).catch((error: unknown) =>
    ok(error instanceof WorldCrash, `${error}`),
  );
  world.check();
  await startWaiting(world.process(async (send) => send()));
  world.check();
  const { holders } = await readSlots(table);
  const low = Object.values(holders).filter(({ priority }) => priority === 'low');
  return { world, hasCrashed, held: Object.keys(holders).length, low: low.length };
}

for (const side of ['before', 'after'] as const) {
  test(`after a crash ${side} any request of a start, the next start fills all slots, and each build has one end`, async (t) => {
    t.mock.method(Math, 'random', () => 0); // no pauses after conflicts
    for (let at = 0; ; at++) {
      const { world, hasCrashed, held, low } = await startWithCrash(t, at, side, WAITING);
      if (!hasCrashed) return ok(at > SLOTS, `${at} requests`);

      deepEqual([held, low <= 3], [SLOTS, true], `crash ${side} request ${at}`);
      equal(
        await calmDown(world),
        true,
        `a build or a slot is stuck after a crash ${side} request ${at}`,
      );
    }
  });

  test(`after a crash ${side} any request of a start, low builds alone leave the last quarter free`, async (t) => {
    t.mock.method(Math, 'random', () => 0);
    const low = WAITING.filter((priority) => priority === 'low');
    for (let at = 0; ; at++) {
      const { world, hasCrashed, ...held } = await startWithCrash(t, at, side, low);
      if (!hasCrashed) return ok(at > SLOTS, `${at} requests`);

      deepEqual(held, { held: 3, low: 3 }, `crash ${side} request ${at}`);
      equal(
        await calmDown(world),
        true,
        `a build or a slot is stuck after a crash ${side} request ${at}`,
      );
    }
  });
}
