import { readSlots, takeSlot } from '../storage/rows/slots.ts';
import type { Table } from '../storage/rows/table.ts';
import {
  endWaiting,
  nextWaiting,
  removePlace,
  type WaitingBuild,
} from '../storage/rows/waiting-room.ts';
import { buildError } from './build-error.ts';
import type { Executions } from './executions.ts';

export type StartDeps = {
  table: Table;
  executions: Executions;
  maxInFlight: number;
  /** Minutes that a started build may take. */
  buildMinutes: number;
  /** Hours that a build may take, including the time that it waits for a slot. */
  waitHours: number;
};

/** Starts waiting builds, tenant by tenant, until all slots are taken or no build waits. @returns how many */
export async function startWaiting(deps: StartDeps): Promise<number> {
  let started = 0;
  for (;;) {
    const { holders, last } = await readSlots(deps.table);
    if (Object.keys(holders).length >= deps.maxInFlight) return started;
    const next = await nextWaiting(deps.table, last);
    if (!next) return started;
    if (await startOne(deps, next, last)) started++;
  }
}

async function startOne(deps: StartDeps, next: WaitingBuild, last: string): Promise<boolean> {
  const { table, executions, maxInFlight } = deps;
  const deadline = deadlineOf(next, deps, Date.now());
  if (deadline === null) {
    await endWaitingTooLong(table, next);
    return false;
  }
  if (!(await takeSlot(table, next, maxInFlight, deadline, last))) return false;
  await executions.start(next);
  return true;
}

/**
 * The deadline of a build that starts at `now`, in milliseconds since 1970: `buildMinutes` later, but at
 * most `waitHours` after the build was created.
 *
 * @returns null when the build has waited too long to start
 */
export function deadlineOf(
  { createdAt }: Pick<WaitingBuild, 'createdAt'>,
  { buildMinutes, waitHours }: Pick<StartDeps, 'buildMinutes' | 'waitHours'>,
  now: number,
): string | null {
  const latest = Date.parse(createdAt) + waitHours * 3_600_000;
  if (latest <= now) return null;
  return new Date(Math.min(now + buildMinutes * 60_000, latest)).toISOString();
}

/** Ends a build that got no slot within `waitHours`. If it no longer waits, removes its leftover place. */
export async function endWaitingTooLong(table: Table, build: WaitingBuild): Promise<void> {
  const error = buildError(
    'BUILD_TIMEOUT',
    'No slot became free before the deadline of the build.',
  );
  const ended = await endWaiting(table, build, { status: 'failed', error });
  if (!ended) await removePlace(table, build);
}
