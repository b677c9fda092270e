import { askForResults, isEndInDocs } from '../docs/builder.ts';
import type { DocsClient } from '../docs/client.ts';
import { isGatewayError } from '../errors.ts';
import type { Bucket } from '../storage/objects/bucket.ts';
import { deleteUnlistedFiles } from '../storage/objects/copied-files.ts';
import { type BuildRun, docsKeyOf, getRow, type StoredBuild } from '../storage/rows/builds.ts';
import { type CopiedBuild, copiesBefore, unlistCopy } from '../storage/rows/copies.ts';
import { freeSlot, type Holder, readSlots } from '../storage/rows/slots.ts';
import type { Table } from '../storage/rows/table.ts';
import { waitingSince } from '../storage/rows/waiting-room.ts';
import { buildError, endBuild } from './end-build.ts';
import { type Executions, parseRun } from './executions.ts';
import { askedSince, DOCS_SILENCE_MS } from './next-move.ts';
import { endWaitingTooLong } from './start.ts';
import type { StartSignal } from './start-signal.ts';

export type SweepDeps = {
  table: Table;
  bucket: Bucket;
  docs: DocsClient;
  executions: Executions;
  signalStart: StartSignal;
  waitHours: number;
};

/** A slot this young belongs to a start that may still be under way, a copy to a build that is short. */
const SETTLED_MS = 60_000;

/**
 * Mends what a crash, a lost event or a cancel left behind: starts executions that were not started,
 * ends builds whose executions are gone, in Docs or while their files are copied, frees slots of builds
 * that Docs is done with, and ends what has waited too long. Repeating it harms nothing.
 *
 * @param settledMs the age from which a slot or a copy is looked at
 */
export async function sweep(deps: SweepDeps, settledMs = SETTLED_MS): Promise<void> {
  const { holders } = await readSlots(deps.table);
  const settled = Object.entries(holders).filter(
    ([, { since }]) => Date.now() - since >= settledMs,
  );
  const failed = await failuresOf([
    ...settled.map(([run, holder]) => mend(deps, run, holder)),
    mendCopies(deps, settledMs),
    endOldest(deps),
  ]);
  if (settled.length > 0) await deps.signalStart();
  if (failed.length > 0) throw failed[0];
}

/** Side by side: what cannot be mended, or a Docs that is silent, keeps nothing else waiting. */
async function failuresOf(works: Promise<void>[]): Promise<unknown[]> {
  const ends = await Promise.allSettled(works);
  return ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
}

async function endOldest({ table, waitHours }: SweepDeps): Promise<void> {
  const oldest = new Date(Date.now() - waitHours * 3_600_000).toISOString();
  for (const build of await waitingSince(table, oldest)) await endWaitingTooLong(table, build);
}

/** EventBridge's word on an execution that ended from outside, or the minute's call. */
export type SettleEvent = { sweep: true } | { detail: { input: string } };

export async function settleOrSweep(deps: SweepDeps, event: SettleEvent): Promise<void> {
  if ('sweep' in event) return sweep(deps);
  await settle(deps.table, parseRun(event.detail.input));
}

/** Ends a build whose execution ended from outside. @returns whether it was still running */
export async function settle(table: Table, { tenant, id }: BuildRun): Promise<boolean> {
  const build = await getRow(table, tenant, id);
  if (build?.status !== 'running') return false;
  const error = buildError(
    'UNKNOWN_OUTCOME',
    'The execution of the build was stopped before it had an end.',
  );
  return (await endBuild(table, build, { files: [], error })) !== null;
}

async function mend(deps: SweepDeps, run: string, holder: Holder): Promise<void> {
  const build = await getRow(deps.table, holder.tenant, holder.id);
  if (build?.answer) return freeSlot(deps.table, run);
  if (build?.status === 'running') return mendRunning(deps, { ...holder, run });
  if (!(await isInDocs(deps.docs, run, holder, build))) await freeSlot(deps.table, run);
}

/** Only here is a copy forgotten, so that whoever ends a build needs no write and no right for it. */
async function mendCopies(deps: SweepDeps, settledMs: number): Promise<void> {
  const before = new Date(Date.now() - settledMs).toISOString();
  const failed: unknown[] = [];
  for await (const builds of copiesBefore(deps.table, before))
    failed.push(...(await failuresOf(builds.map((build) => mendCopy(deps, build)))));
  if (failed.length > 0) throw failed[0];
}

async function mendCopy(deps: SweepDeps, copied: CopiedBuild): Promise<void> {
  const build = await getRow(deps.table, copied.tenant, copied.id);
  if (build?.status === 'running') return mendRunning(deps, copied);
  // Whoever ended it may have died before its files were deleted, or does not know of them.
  if (build && !build.erased && build.status !== 'succeeded')
    await deleteUnlistedFiles(deps.bucket, build);
  await unlistCopy(deps.table, copied);
}

async function mendRunning(deps: SweepDeps, build: BuildRun): Promise<void> {
  const state = await deps.executions.stateOf(build.run);
  if (state === 'none') await deps.executions.start(build);
  if (state === 'closed') await settle(deps.table, build);
}

/** Whether Docs still works on a build that ended for its caller: its slot is Docs' time, not ours. */
async function isInDocs(
  docs: DocsClient,
  run: string,
  holder: Holder,
  build: StoredBuild | undefined,
): Promise<boolean> {
  const since = build?.askedSince ? askedSince(build) : holder.since;
  if (Date.now() - since >= DOCS_SILENCE_MS) return false;
  const key = build?.run ? docsKeyOf(build) : run;
  try {
    return (await askForResults(docs, key)).state === 'running';
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    // Only Docs' own error is an end; one of reaching it, or of our token, says nothing of the build.
    return !isEndInDocs(error);
  }
}
