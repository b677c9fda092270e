import { hasEnded } from '../build/build.ts';
import { GatewayError } from '../errors.ts';
import type { Bucket } from '../storage/objects/bucket.ts';
import { copiesUnderMappedKeys } from '../storage/objects/copied-files.ts';
import { keys } from '../storage/objects/keys.ts';
import { deleteManyVersions, versionsBelow } from '../storage/objects/versions.ts';
import type { StoredBuild } from '../storage/rows/builds.ts';
import { eraseRow } from '../storage/rows/erase-row.ts';
import type { Table } from '../storage/table/table.ts';

export type EraseDeps = { table: Table; bucket: Bucket };

/**
 * Erases a build that has ended: first its files, then its row, so that an interrupted call can be
 * repeated. A tombstone reserves the id until the row would have expired. A copy or download
 * in progress reads the row when it is done, and deletes what it wrote.
 *
 * @throws {GatewayError} CONFLICT when the build has not ended
 */
export async function eraseBuild({ table, bucket }: EraseDeps, build: StoredBuild): Promise<void> {
  if (!hasEnded(build.status))
    throw new GatewayError(
      'CONFLICT',
      `The build is ${build.status}: cancel it, or wait for its end.`,
    );
  const folders = [keys.stagedFolder(build.run), keys.result(build.tenant, build.id, '')];
  const rest = await Promise.all([
    ...folders.map((folder) => versionsBelow(bucket, folder)),
    copiesUnderMappedKeys(bucket, build),
  ]);
  await deleteManyVersions(bucket, [...(build.files ?? []), ...rest.flat()]);
  await eraseRow(table, build);
}
