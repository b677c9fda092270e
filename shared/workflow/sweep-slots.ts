import { askForResults } from '../docs/builder.ts';
import type { DocsClient } from '../docs/client.ts';
import { isGatewayError } from '../errors.ts';
import { logError, measure } from '../log.ts';
import { METRICS } from '../metric.ts';
import { getRow } from '../storage/rows/builds.ts';
import { freeSlot, type Holder, readSlots } from '../storage/rows/slots.ts';
import { isSlotFree, slotRepair } from './repair.ts';
import { repairAll, repairRunning, sampleOf } from './repair-running.ts';
import type { RepairDeps } from './sweep-builds.ts';

/**
 * Repairs builds that hold a slot without an execution that runs: starts missing executions, ends builds
 * whose executions have ended, and frees slots of builds that Docs has finished.
 *
 * @param running the run names of the executions that run
 * @param minAgeMs the age from which slots are checked
 */
export async function sweepSlots(
  deps: RepairDeps,
  running: Set<string>,
  minAgeMs: number,
): Promise<void> {
  const { holders } = await readSlots(deps.table);
  measure(METRICS.busySlots, Object.keys(holders).length);
  const unsure = Object.entries(holders).filter(
    ([run, { since }]) => !running.has(run) && Date.now() - since >= minAgeMs,
  );
  let freed = 0;
  try {
    await repairAll(sampleOf(unsure), async ([run, holder]) => {
      if (await repairSlot(deps, run, holder)) freed++;
    });
  } finally {
    if (freed > 0) await deps.signalStart().catch(logError);
  }
}

/** @returns whether it freed the slot */
async function repairSlot(deps: RepairDeps, run: string, holder: Holder): Promise<boolean> {
  const { tenant, id, slot } = holder;
  const build = await getRow(deps.table, tenant, id);
  const repair = slotRepair(build, holder, Date.now());
  if (repair === 'check the execution') {
    await repairRunning(deps, { tenant, id, run });
    return false; // a build that ends here frees its slot itself, if Docs was never asked
  }
  // The row of an erased build has no run, but Docs' key if that is another one.
  const docsKey = build?.docsKey ?? run;
  if (repair === 'ask Docs' && !(await hasDocsFinished(deps.docs, docsKey))) return false;
  return freeSlot(deps.table, { run, slot });
}

async function hasDocsFinished(docs: DocsClient, docsKey: string): Promise<boolean> {
  try {
    return isSlotFree(await askForResults(docs, docsKey));
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    return isSlotFree(error);
  }
}
