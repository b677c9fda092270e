import { readSlots, takeSlot } from '../storage/rows/slots.ts';
import type { Table } from '../storage/rows/table.ts';
import {
  endWaiting,
  nextWaiting,
  removePlace,
  type WaitingBuild,
} from '../storage/rows/waiting-room.ts';
import { buildError } from './end-build.ts';
import type { Executions } from './executions.ts';

export type StartDeps = {
  table: Table;
  executions: Executions;
  maxInFlight: number;
  buildMinutes: number;
  waitHours: number;
};

/** Lets waiting builds in, tenant by tenant, until no slot is free or nobody waits. @returns how many */
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
  const { table, executions, maxInFlight, buildMinutes, waitHours } = deps;
  const latest = Date.parse(next.createdAt) + waitHours * 3_600_000;
  if (latest <= Date.now()) {
    await endWaitingTooLong(table, next);
    return false;
  }
  const deadline = new Date(Math.min(Date.now() + buildMinutes * 60_000, latest)).toISOString();
  if (!(await takeSlot(table, next, maxInFlight, deadline, last))) return false;
  await executions.start(next);
  return true;
}

/** Ends a build that found no slot in all its time; the place of one that no longer waits is cleared. */
export async function endWaitingTooLong(table: Table, build: WaitingBuild): Promise<void> {
  const error = buildError('BUILD_TIMEOUT', 'No slot came free in the time that a build may take.');
  const ended = await endWaiting(table, build, { status: 'failed', error });
  if (!ended) await removePlace(table, build);
}
