import { deleteUnlistedFiles } from '../storage/objects/copied-files.ts';
import { getRow } from '../storage/rows/builds.ts';
import {
  type CopyingBuild,
  copyingSince,
  removeCopyingBuild,
} from '../storage/rows/copying-builds.ts';
import { copyRepair } from './repair.ts';
import { errorsOf, repairRunning, sampleOf } from './repair-running.ts';
import type { RepairDeps } from './sweep-builds.ts';

/**
 * Repairs builds whose files are being copied: ends those whose executions have ended, and deletes files
 * that were copied for a build that has ended without listing them.
 *
 * @param running the run names of the executions that run
 * @param minAgeMs the age from which builds are checked, counted from Docs' answer
 */
export async function sweepCopies(
  deps: RepairDeps,
  running: Set<string>,
  minAgeMs: number,
): Promise<void> {
  const before = new Date(Date.now() - minAgeMs).toISOString();
  const unsure: CopyingBuild[] = [];
  const errors: unknown[] = [];
  for await (const builds of copyingSince(deps.table, before)) {
    const unnamed = builds.filter(({ run }) => !running.has(run));
    errors.push(
      ...(await errorsOf(unnamed, async (copied) => {
        if (await isStillRunning(deps, copied)) unsure.push(copied);
      })),
    );
  }
  errors.push(...(await errorsOf(sampleOf(unsure), (copied) => repairRunning(deps, copied))));
  if (errors.length > 0) throw errors[0];
}

/** Cleans up after a build that has ended. COPYING items are removed only here. @returns whether it still runs */
async function isStillRunning(deps: RepairDeps, copied: CopyingBuild): Promise<boolean> {
  const build = await getRow(deps.table, copied.tenant, copied.id);
  const repair = copyRepair(build, Date.now());
  if (repair.checksExecution) return true;
  if (build && repair.deletesFiles) await deleteUnlistedFiles(deps.bucket, build);
  if (repair.removesItem) await removeCopyingBuild(deps.table, copied);
  return false;
}
