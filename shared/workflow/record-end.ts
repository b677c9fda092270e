import { logError } from '../log.ts';
import type { Bucket } from '../storage/objects/bucket.ts';
import { deleteUnlistedFiles } from '../storage/objects/copied-files.ts';
import { type BuildRun, getBuild, type StoredFile } from '../storage/rows/builds.ts';
import type { Table } from '../storage/rows/table.ts';
import type { LostFile } from './copy-results.ts';
import { buildErrorOfStep, endBuild } from './end-build.ts';
import { judgeOutputs } from './judge-outputs.ts';

export type RecordDeps = { table: Table; bucket: Bucket };

/** What the state machine says at a build's end: what became of its files, or the step's error. */
export type EndInput = BuildRun &
  ({ files: (StoredFile | LostFile)[] } | { error: string; cause?: string });

/**
 * Ends a build as its steps ended; one that has ended stays as it is. A build that a step gave up lists
 * no file, so what was copied for it is deleted.
 */
export async function recordEnd({ table, bucket }: RecordDeps, input: EndInput): Promise<void> {
  const build = await getBuild(table, input.tenant, input.id);
  if (build?.status !== 'running') return;
  if ('error' in input) {
    const error = buildErrorOfStep(input.error, input.cause);
    const ended = await endBuild(table, build, { files: [], error });
    // The build has ended, whatever S3 says: what stays now is deleted by the sweep.
    if (ended) await deleteUnlistedFiles(bucket, ended).catch(logError);
    return;
  }
  const files = input.files.filter((file) => 'key' in file);
  const lost = input.files.find((file) => 'error' in file);
  const verdict = lost ?? judgeOutputs(build, build.answer?.files ?? []);
  await endBuild(table, build, { files, error: verdict?.error });
}
