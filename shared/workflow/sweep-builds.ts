import { askForResults } from '../docs/builder.ts';
import type { DocsClient } from '../docs/client.ts';
import { isGatewayError } from '../errors.ts';
import type { Bucket } from '../storage/objects/bucket.ts';
import { deleteUnlistedFiles } from '../storage/objects/copied-files.ts';
import { type BuildRun, docsKeyOf, getRow } from '../storage/rows/builds.ts';
import {
  type CopyingBuild,
  copyingSince,
  removeCopyingBuild,
} from '../storage/rows/copying-builds.ts';
import { freeSlot, type Holder, readSlots } from '../storage/rows/slots.ts';
import type { Table } from '../storage/rows/table.ts';
import { waitingSince } from '../storage/rows/waiting-room.ts';
import { type Executions, parseRun } from './executions.ts';
import { type FetchSweepDeps, sweepFetching } from './fetching/sweep-fetching.ts';
import { copyRepair, executionRepair, isSlotFree, slotRepair } from './repair.ts';
import { settle } from './settle.ts';
import { endWaitingTooLong } from './start.ts';
import type { StartSignal } from './start-signal.ts';

export type SweepDeps = FetchSweepDeps & {
  table: Table;
  bucket: Bucket;
  docs: DocsClient;
  executions: Executions;
  signalStart: StartSignal;
  waitHours: number;
};

/** EventBridge's event about an execution that failed, timed out or was stopped, or the schedule's event. */
export type SettleEvent = { sweep: true } | { detail: { input: string } };

export async function settleOrSweep(deps: SweepDeps, event: SettleEvent): Promise<void> {
  if ('sweep' in event) return sweep(deps);
  await settle(deps.table, parseRun(event.detail.input));
}

/** A younger slot may belong to a start in progress, a younger copy to a build that is about to end. */
const MIN_AGE_MS = 60_000;

/**
 * Repairs what a crash, a lost event or a cancel left behind: starts missing executions, ends running
 * builds whose executions have ended, frees slots of builds that Docs has finished, and ends builds that
 * have waited too long. Safe to repeat.
 *
 * @param minAgeMs the age from which slots and copies are checked
 * @throws the first error, after everything else is done
 */
export async function sweep(deps: SweepDeps, minAgeMs = MIN_AGE_MS): Promise<void> {
  const { holders } = await readSlots(deps.table);
  const checked = Object.entries(holders).filter(([, { since }]) => Date.now() - since >= minAgeMs);
  const errors = await errorsOf([
    ...checked.map(([run, holder]) => repairSlot(deps, run, holder)),
    repairCopies(deps, minAgeMs),
    endOldest(deps),
    sweepFetching(deps),
  ]);
  if (checked.length > 0) await deps.signalStart();
  if (errors.length > 0) throw errors[0];
}

/** Waits for all tasks, so that one that fails does not stop the others. */
async function errorsOf(tasks: Promise<void>[]): Promise<unknown[]> {
  const results = await Promise.allSettled(tasks);
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
}

async function endOldest({ table, waitHours }: SweepDeps): Promise<void> {
  const oldest = new Date(Date.now() - waitHours * 3_600_000).toISOString();
  for (const build of await waitingSince(table, oldest)) await endWaitingTooLong(table, build);
}

async function repairSlot(deps: SweepDeps, run: string, holder: Holder): Promise<void> {
  const build = await getRow(deps.table, holder.tenant, holder.id);
  const repair = slotRepair(build, holder, Date.now());
  if (repair === 'check the execution') return repairRunning(deps, { ...holder, run });
  // The row of an erased build has no run.
  const docsKey = build?.run ? docsKeyOf(build) : run;
  if (repair === 'free the slot' || (await hasDocsFinished(deps.docs, docsKey)))
    await freeSlot(deps.table, run);
}

async function hasDocsFinished(docs: DocsClient, docsKey: string): Promise<boolean> {
  try {
    return isSlotFree(await askForResults(docs, docsKey));
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    return isSlotFree(error);
  }
}

async function repairCopies(deps: SweepDeps, minAgeMs: number): Promise<void> {
  const before = new Date(Date.now() - minAgeMs).toISOString();
  const errors: unknown[] = [];
  for await (const builds of copyingSince(deps.table, before))
    errors.push(...(await errorsOf(builds.map((build) => repairCopy(deps, build)))));
  if (errors.length > 0) throw errors[0];
}

/** COPYING items are removed only here, so functions that end builds need no permission to delete items. */
async function repairCopy(deps: SweepDeps, copied: CopyingBuild): Promise<void> {
  const build = await getRow(deps.table, copied.tenant, copied.id);
  const repair = copyRepair(build);
  if (repair === 'check the execution') return repairRunning(deps, copied);
  if (build && repair === 'delete its unlisted files')
    await deleteUnlistedFiles(deps.bucket, build);
  await removeCopyingBuild(deps.table, copied);
}

async function repairRunning(deps: SweepDeps, build: BuildRun): Promise<void> {
  const repair = executionRepair(await deps.executions.stateOf(build.run));
  if (repair === 'start the execution') await deps.executions.start(build);
  if (repair === 'end the build') await settle(deps.table, build);
}
