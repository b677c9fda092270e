import { setTimeout as sleep } from 'node:timers/promises';
import type { Priority } from '../../build/build.ts';
import { measure } from '../../log.ts';
import { METRICS } from '../../metric.ts';
import { readSlots, takeSlot } from '../../storage/rows/slots.ts';
import { nextInTurn } from '../../storage/rows/turns.ts';
import { endWaiting, removePlace, type WaitingBuild } from '../../storage/rows/waiting-room.ts';
import type { Table } from '../../storage/table/table.ts';
import { buildError } from '../build-error.ts';
import type { Executions } from '../executions.ts';
import { assignSlots, freeSlotsByPriority, type Take } from './assign-slots.ts';
import type { StartSignal } from './start-signal.ts';

export type StartDeps = {
  table: Table;
  executions: Executions;
  signalStart: StartSignal;
  maxInFlight: number;
  /** Minutes that a started build may take. */
  buildMinutes: number;
  /** Hours that a build may take, including the time that it waits for a slot. */
  waitHours: number;
};

/** The function has 30 s. The rest is for the executions that are still being started. */
const TAKING_MS = 20_000;
/** Builds that take their slots at the same time. */
const MAX_TAKES = 16;
/** After a conflict with another invocation: so long at most until the slots are read again. */
const MAX_PAUSE_MS = 200;

/**
 * Starts waiting builds, tenant by tenant, until all slots are taken or no build waits. After 20 s it takes
 * no further slot, and sends one start signal if builds still wait for a free slot.
 *
 * @param takingMs for how long it takes slots
 * @returns how many builds took a slot
 * @throws the first error, after all executions are started: then the message is delivered again
 */
export async function startWaiting(deps: StartDeps, takingMs = TAKING_MS): Promise<number> {
  const starts: Promise<void>[] = [];
  const start = (build: WaitingBuild) => {
    const started = deps.executions.start(build);
    started.catch(() => {}); // its error is thrown at the end
    starts.push(started);
  };
  try {
    await takeSlots(deps, start, Date.now() + takingMs);
  } finally {
    await Promise.allSettled(starts);
  }
  await Promise.all(starts);
  return starts.length;
}

/**
 * Takes slots until a pass has taken all that it tried: what came later sends a signal of its own.
 *
 * @param start is called for each build that took a slot
 * @param until in milliseconds since 1970
 */
async function takeSlots(
  deps: StartDeps,
  start: (build: WaitingBuild) => void,
  until: number,
): Promise<void> {
  for (;;) {
    const takes = await nextTakes(deps);
    if (takes.length === 0) return;
    if (Date.now() >= until) return deps.signalStart();
    const { taken, errors } = await takeAll(deps, takes);
    if (taken.length > 0) measure(METRICS.startedBuilds, taken.length);
    if (taken.length < takes.length) measure(METRICS.lostStarts, takes.length - taken.length);
    taken.forEach(start);
    if (taken.length === 0 && errors.length > 0) throw errors[0];
    const haveAllTaken = taken.length === takes.length;
    if (haveAllTaken && takes.length < MAX_TAKES) return;
    if (!haveAllTaken) await sleep(Math.random() * MAX_PAUSE_MS);
  }
}

/** The next builds in turn, one for each free slot. */
async function nextTakes({ table, maxInFlight }: StartDeps): Promise<Take[]> {
  const slots = await readSlots(table);
  const free = freeSlotsByPriority(slots, maxInFlight);
  const next = (priority: Priority) =>
    nextInTurn(table, slots.turn, priority, Math.min(MAX_TAKES, free[priority].length));
  const [normal, low] = await Promise.all([next('normal'), next('low')]);
  return assignSlots(slots.turn, free, { normal, low }, MAX_TAKES);
}

/** Tries all takes at the same time. A take that throws has failed. */
async function takeAll(deps: StartDeps, takes: Take[]) {
  const results = await Promise.allSettled(takes.map((take) => tryTake(deps, take)));
  return {
    taken: takes.filter((_, index) => isTrue(results[index])).map(({ build }) => build),
    errors: results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])),
  };
}

function isTrue(result: PromiseSettledResult<boolean> | undefined): boolean {
  return result?.status === 'fulfilled' && result.value;
}

/** @returns whether the build took the slot */
async function tryTake(deps: StartDeps, { build, ...free }: Take): Promise<boolean> {
  const deadline = deadlineOf(build, deps, Date.now());
  if (deadline !== null) return takeSlot(deps.table, build, free, deadline);
  await endWaitingTooLong(deps.table, build);
  return false;
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
