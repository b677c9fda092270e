import { logError } from '../log.ts';
import type { Bucket } from '../storage/objects/bucket.ts';
import { deleteUnlistedFiles } from '../storage/objects/copied-files.ts';
import {
  type BuildRun,
  getBuild,
  type StoredBuild,
  type StoredFile,
} from '../storage/rows/builds.ts';
import { buildErrorOfStep } from './build-error.ts';
import { checkOutputs } from './check-outputs.ts';
import type { FailedFile } from './copying/copy-results.ts';
import { type EndDeps, type Ending, endBuild } from './end-build.ts';

export type RecordDeps = EndDeps & { bucket: Bucket };

/** The results of the step *Copy results*, or the error of the step that failed. */
export type CopyOutcome =
  | { files: (StoredFile | FailedFile)[] }
  | { error: string; cause?: string };

export type EndInput = BuildRun & CopyOutcome;

/**
 * Ends a running build according to the outcome of its steps. After a failed step the build lists no
 * files, so files that were copied for it are deleted.
 */
export async function recordEnd(deps: RecordDeps, input: EndInput): Promise<void> {
  const build = await getBuild(deps.table, input.tenant, input.id);
  if (build?.status !== 'running') return;
  const ended = await endBuild(deps, build, endingOf(build, input));
  // The build has ended even when S3 fails here: the sweep deletes the files later.
  if (ended && 'error' in input) await deleteUnlistedFiles(deps.bucket, ended).catch(logError);
}

/** How a build ends after its steps. The error of a file precedes a missing output. */
export function endingOf(
  build: Pick<StoredBuild, 'tenant' | 'id' | 'outputs' | 'answer'>,
  outcome: CopyOutcome,
): Ending {
  if ('error' in outcome)
    return { files: [], error: buildErrorOfStep(outcome.error, outcome.cause) };
  const files = outcome.files.filter((file) => 'key' in file);
  const failedFile = outcome.files.find((file) => 'error' in file);
  const failure = failedFile ?? checkOutputs(build, build.answer?.files ?? []);
  return { files, error: failure?.error };
}
