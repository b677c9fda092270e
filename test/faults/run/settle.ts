import { setTimeout as sleep } from 'node:timers/promises';
import { violationsOf } from '../model/violations.ts';
import type { FaultRecord, Violation, World } from '../model/world.ts';
import { buildsIn, heldIn } from '../world/stored-rows.ts';
import { observe } from './observe.ts';
import type { Seed } from './seed-context.ts';

/**
 * The longest time from the last action to the moment at which nothing may be owed any more: a message whose
 * worker was killed is delivered again after 30 s, one that failed after up to 60 s, and the sweep sends the
 * message of a build that names URLs again after three minutes.
 */
const SETTLE_MS = 240_000;
const PAUSE_MS = 1_500;

/** Sweeps until the world breaks no rule, or until the time is over. @returns the last world */
export async function settle(
  seed: Seed,
  faults: FaultRecord[],
  settleMs = SETTLE_MS,
): Promise<{ world: World; violations: Violation[] }> {
  const late = Date.now() + settleMs;
  for (;;) {
    await sweep(seed);
    const isLast = Date.now() > late;
    if (isLast || (await isQuiet(seed))) {
      const world = await observe(seed, faults);
      const violations = violationsOf(world);
      if (isLast || violations.length === 0 || violations.every(isFinal))
        return { world, violations };
    }
    await sleep(PAUSE_MS);
  }
}

/** Rules that time cannot repair. */
const FINAL = new Set([
  'truthful end',
  'the right place',
  'never above the limit',
  'tenants take turns',
]);
const isFinal = ({ rule }: Violation) => FINAL.has(rule);

/** Runs the sweeps as if a minute, or for forgotten files an hour, had passed. */
async function sweep({ harness: { rows, functions }, moves }: Seed): Promise<void> {
  await rows.ageSlots();
  await rows.ageCopies();
  await functions.invoke('Settlement/settle-build', { sweep: true });
  if (moves.length > 0) await functions.invoke('Documents/sweep-forgotten', {});
}

async function isQuiet({ harness, tenants, messagesBefore }: Seed): Promise<boolean> {
  if (await harness.rows.isBusy()) return false;
  if ((await harness.queues.messagesLeft()) > messagesBefore) return false;
  const items = await harness.rows.scan();
  const ended = buildsIn(items, tenants).rows.every(({ endedAt }) => endedAt !== undefined);
  const held = Object.values(heldIn(items)).flat();
  return ended && held.length === 0;
}
