import type { Instrumented } from '../../script/diagnosis/instrument.ts';
import { type Bucket, putText } from '../../storage/objects/bucket.ts';
import { keys } from '../../storage/objects/keys.ts';
import type { StoredBuild } from '../../storage/rows/builds.ts';

/**
 * Stages an instrumented script and the table of its places. The build may be erased meanwhile: the caller looks
 * at the row afterwards, and deletes what was staged for nothing.
 *
 * @param token of the script
 * @returns the two versions, for `deleteVersions`
 */
export function stageInstrumented(
  bucket: Bucket,
  build: StoredBuild,
  token: string,
  { script, table }: Instrumented,
) {
  return Promise.all([
    putText(bucket, keys.instrumentedScript(build, token), script),
    putText(bucket, keys.placeTable(build, token), JSON.stringify(table)),
  ]);
}
