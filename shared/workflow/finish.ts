import type { BuildError } from '../build/build.ts';
import type { FileLink } from '../docs/result-links.ts';
import { logError, measureMs } from '../log.ts';
import { METRICS } from '../metric.ts';
import { keepUnlessEnded } from '../storage/objects/copied-files.ts';
import { getRow, type StoredBuild } from '../storage/rows/builds.ts';
import { storeAnswer } from '../storage/rows/running-build.ts';
import { freeSlot } from '../storage/rows/slots.ts';
import { doesAnyWait } from '../storage/rows/waiting-room.ts';
import { checkOutputs } from './check-outputs.ts';
import { warningsAfterRun } from './checking/after-run.ts';
import type { StagedCheck } from './checking/check-staged-script.ts';
import { withDetailOfWarning } from './checking/explain-failure.ts';
import { findUnreadInputs } from './checking/unread-inputs.ts';
import type { CopyDeps } from './copying/copy-file.ts';
import { copySmallFiles } from './copying/copy-small-files.ts';
import { type EndDeps, type Ending, endBuild, endingFields } from './end-build.ts';

export type FinishDeps = CopyDeps & EndDeps;

/**
 * The build has ended, or Docs is done with it and the step *Copy results* copies these files, or Docs is to be
 * asked for it again.
 */
export type Outcome =
  | { state: 'ended' }
  | { state: 'done'; files: string[] }
  | { state: 'running'; pauseSeconds: number };

const ENDED: Outcome = { state: 'ended' };
/** Another invocation asks Docs for the build. */
const ASKED_ELSEWHERE: Outcome = { state: 'running', pauseSeconds: 5 };

/**
 * Stores that Docs has finished a build, then copies its files if they are few and small. They are requested
 * from Docs while the answer is stored.
 *
 * @param build has the warnings of its script
 * @param known what was read off the script and what it wrote to the console, if that is known
 */
export async function finishBuild(
  deps: FinishDeps,
  build: StoredBuild,
  links: FileLink[],
  { check, logs }: { check?: StagedCheck | null; logs?: StoredBuild['logs'] } = {},
): Promise<Outcome> {
  const files = links.map((link) => link.name);
  const warnings = await warningsOf(deps, build, files, check);
  const failure = checkOutputs(build, files, check);
  if (failure && !failure.keepsFiles)
    return endAndFreeSlot(deps, build, { files: [], error: failure.error, warnings, logs });

  const storing = storeAnswer(deps.table, build, { answer: { files }, warnings, logs });
  const copying = copySmallFiles(deps, build, links, storing);
  if (!(await storing)) return afterEarlierChange(deps, build);
  measureDocs(build);
  const [copied] = await Promise.all([copying, signal(deps)]);
  if (!copied) return { state: 'done', files };
  const ended = await endBuild(deps, build, { files: copied, error: failure?.error });
  if (!ended) await keepUnlessEnded(deps, build, copied);
  return ENDED;
}

async function warningsOf(
  { table }: FinishDeps,
  build: StoredBuild,
  files: string[],
  check: StagedCheck | null | undefined,
): Promise<StoredBuild['warnings']> {
  if (!check || files.length === 0) return build.warnings;
  const unread = await findUnreadInputs(table, build, check.inputs);
  return warningsAfterRun(build.warnings, check.saves, files, unread);
}

/**
 * Ends a build that failed.
 *
 * @param build has the warnings of its script
 * @param docsIsIdle whether Docs certainly does not work on the build; otherwise the sweep frees its slot
 */
export async function failBuild(
  deps: FinishDeps,
  build: StoredBuild,
  error: BuildError,
  docsIsIdle: boolean,
  logs?: StoredBuild['logs'],
): Promise<Outcome> {
  const { warnings } = build;
  const ending = { files: [], error: withDetailOfWarning(error, warnings), warnings, logs };
  if (docsIsIdle) return endAndFreeSlot(deps, build, ending);
  await endBuild(deps, build, ending);
  return ENDED;
}

async function endAndFreeSlot(
  deps: FinishDeps,
  build: StoredBuild,
  ending: Ending,
): Promise<Outcome> {
  if (!(await storeAnswer(deps.table, build, endingFields(ending))))
    return afterEarlierChange(deps, build);
  measureDocs(build);
  await signal(deps);
  return ENDED;
}

/** How long Docs took for a build, including the time in its queue. */
function measureDocs({ askedSince }: StoredBuild): void {
  if (askedSince) measureMs(METRICS.docsTime, Math.max(0, Date.now() - Date.parse(askedSince)));
}

/**
 * Sends the start signal if a build waits for the slot that is free now: what is accepted later sends a signal of its
 * own. A lost signal must not fail the step, for the answer is stored: the schedule sends one each minute.
 */
async function signal({ table, signalStart }: FinishDeps): Promise<void> {
  const isAwaited = await doesAnyWait(table).catch(() => true);
  if (isAwaited) await signalStart().catch(logError);
}

/**
 * A cancel or another invocation changed the build first. Docs has finished it, so the slot is freed, unless
 * Docs was asked for it under a later key.
 */
async function afterEarlierChange(deps: FinishDeps, build: StoredBuild): Promise<Outcome> {
  const { table } = deps;
  const now = await getRow(table, build.tenant, build.id);
  const hasLaterKey = now !== undefined && now.docsKey !== build.docsKey;
  if (!hasLaterKey && (await freeSlot(table, build))) await signal(deps);
  return now ? outcomeOf(now) : ENDED;
}

/** What a step does about a build that another invocation works on. */
export function outcomeOf({ status, answer }: StoredBuild): Outcome {
  if (status !== 'running') return ENDED;
  return answer ? { state: 'done', files: answer.files } : ASKED_ELSEWHERE;
}
