import { findObject, type ObjectVersion, putText } from '../../storage/objects/bucket.ts';
import { keys } from '../../storage/objects/keys.ts';
import { deleteVersions } from '../../storage/objects/versions.ts';
import { type BuildRun, getBuild } from '../../storage/rows/builds.ts';
import type { Table } from '../../storage/table/table.ts';
import { type StageDeps, stageSources } from './stage-sources.ts';

/**
 * Fetches the URLs of a running build for an execution of version 0.1.0, whose state machine has the step
 * *Fetch source*. Remove it once the release that follows 0.1.0 is out.
 *
 * Writes a marker object when all is staged. Does nothing if the marker exists or the build has ended.
 *
 * @throws {GatewayError} as `stageSources`
 */
export async function fetchStartedBuild(
  deps: StageDeps & { table: Table },
  { tenant, id }: BuildRun,
): Promise<void> {
  const { table, bucket } = deps;
  const build = await getBuild(table, tenant, id);
  if (build?.status !== 'running') return;
  if (await findObject(bucket, keys.fetchedMarker(build))) return;
  const staged: ObjectVersion[] = [];
  try {
    await stageSources(deps, build, staged);
    staged.push(await putText(bucket, keys.fetchedMarker(build), 'fetched'));
  } finally {
    const now = await getBuild(table, tenant, id);
    if (now?.status !== 'running') await deleteVersions(bucket, staged);
  }
}
