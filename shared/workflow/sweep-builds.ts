import type { DocsClient } from '../docs/client.ts';
import { measure } from '../log.ts';
import { METRICS } from '../metric.ts';
import type { Bucket } from '../storage/objects/bucket.ts';
import { type LaneSurvey, surveyWaiting } from '../storage/rows/waiting-room.ts';
import type { EndDeps } from './end-build.ts';
import { type Executions, parseRun } from './executions.ts';
import { type FetchSweepDeps, sweepFetching } from './fetching/sweep-fetching.ts';
import { errorsOf, repairAll } from './repair-running.ts';
import { settle } from './settle.ts';
import { endWaitingTooLong } from './starting/start.ts';
import { sweepCopies } from './sweep-copies.ts';
import { sweepSlots } from './sweep-slots.ts';

/** What the repair of builds that have started needs. */
export type RepairDeps = EndDeps & { bucket: Bucket; docs: DocsClient; executions: Executions };

export type SweepDeps = RepairDeps & FetchSweepDeps & { waitHours: number };

/** EventBridge's event about an execution that failed, timed out or was stopped, or the schedule's event. */
export type SettleEvent = { sweep: true } | { detail: { input: string } };

export async function settleOrSweep(deps: SweepDeps, event: SettleEvent): Promise<void> {
  if ('sweep' in event) return sweep(deps);
  await settle(deps, parseRun(event.detail.input));
}

/** A younger slot may belong to a start in progress, a younger copy to a build that is about to end. */
const MIN_AGE_MS = 60_000;

/**
 * Repairs what a crash, a lost event or a cancel left behind: starts missing executions, ends running
 * builds whose executions have ended, frees slots of builds that Docs has finished, and ends builds that
 * have waited too long. Safe to repeat. What AWS throttles is left to a later sweep.
 *
 * @param minAgeMs the age from which slots and copies are checked
 * @throws the first error, after everything else is done
 */
export async function sweep(deps: SweepDeps, minAgeMs = MIN_AGE_MS): Promise<void> {
  const parts = [
    () => sweepStarted(deps, minAgeMs),
    () => endOldest(deps),
    () => sweepFetching(deps),
  ];
  await repairAll(parts, (part) => part());
}

/**
 * Repairs the builds that have started and have no execution that runs.
 *
 * @param minAgeMs the age from which slots and copies are checked
 * @throws the first error, after everything else is done
 */
export async function sweepStarted(deps: RepairDeps, minAgeMs: number): Promise<void> {
  const running = await deps.executions.running();
  const parts = [sweepSlots, sweepCopies];
  await repairAll(parts, (part) => part(deps, running, minAgeMs));
}

function measureLane({ priority, count, oldest }: LaneSurvey): void {
  const ageMs = oldest === undefined ? 0 : Date.now() - Date.parse(oldest);
  measure(METRICS.waitingBuilds, count, { priority });
  measure(METRICS.oldestWaiting, Math.round(ageMs / 1000), { priority }, 'Seconds');
}

/** Builds that are ended at the same time. */
const AT_ONCE = 50;

async function endOldest({ table, waitHours }: SweepDeps): Promise<void> {
  const oldest = new Date(Date.now() - waitHours * 3_600_000).toISOString();
  const errors: unknown[] = [];
  const lanes = await surveyWaiting(table, oldest);
  lanes.forEach(measureLane);
  const overdue = lanes.flatMap((lane) => lane.overdue);
  for (let first = 0; first < overdue.length; first += AT_ONCE)
    errors.push(
      ...(await errorsOf(overdue.slice(first, first + AT_ONCE), (build) =>
        endWaitingTooLong(table, build),
      )),
    );
  if (errors.length > 0) throw errors[0];
}
