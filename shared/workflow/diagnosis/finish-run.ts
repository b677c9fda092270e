import type { FileLink } from '../../docs/result-links.ts';
import type { StoredBuild } from '../../storage/rows/builds.ts';
import { buildError, buildErrorOf } from '../build-error.ts';
import { explainThrown } from '../checking/explain-failure.ts';
import { copyErrorOf } from '../copying/copy-error.ts';
import { type FinishDeps, failBuild, finishBuild, type Outcome } from '../finish.ts';
import type { Conversation } from '../next-move.ts';
import { readReportedRun } from './read-explanation.ts';

/** What Docs saved; `report` only if the script was instrumented. */
export type SavedFiles = { links: FileLink[]; report?: FileLink };

export type RunDeps = FinishDeps & { publicUrl: string };

const NO_REPORT =
  'The run with debug saved no report, so it is not known whether the script succeeded. Request the build without debug.';

/**
 * Finishes a build that Docs has ended without an error. With `debug`, the report says whether the script
 * failed; then the build keeps no file.
 *
 * @throws {NotYetError} when Docs does not send the report before the deadline
 */
export async function finishRun(
  deps: RunDeps,
  { build, check }: Conversation,
  { links, report }: SavedFiles,
): Promise<Outcome> {
  const { debugToken } = build;
  if (debugToken === undefined) return finishBuild(deps, build, links, { check });
  const run = report && (await readReport(deps, build, debugToken, report));
  const error =
    run && !run.isUnsure
      ? run.at && buildErrorOf(explainThrown(run.at, check?.error ?? null))
      : buildError('SCRIPT_FAILED', NO_REPORT);
  if (error) return failBuild(deps, build, error, true, run?.logs);
  return finishBuild(deps, build, links, { check, logs: run?.logs });
}

async function readReport(deps: RunDeps, build: StoredBuild, token: string, report: FileLink) {
  try {
    return await readReportedRun(deps, build, token, report);
  } catch (error) {
    const isPastDeadline = Date.now() >= Date.parse(build.deadline);
    throw copyErrorOf(error, 'the report of the run', { isPastDeadline, isTimedOut: false });
  }
}
