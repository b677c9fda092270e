import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { type BuildRun, getBuild, type StoredBuild, type StoredFile } from '../rows/builds.ts';
import type { Table } from '../table/table.ts';
import { type Bucket, type ObjectVersion, unlessMissing } from './bucket.ts';
import { destinationOf } from './destination.ts';
import { keys } from './keys.ts';
import { abortUploadsBelow } from './multipart-upload.ts';
import { deleteManyVersions, deleteVersions, versionsBelow, versionsOf } from './versions.ts';

/** The metadata of a copy that has the id of its build. */
export const BUILD_ID = 'build-id';

/** Copies are written while their build runs; this covers late copies and clocks that differ. */
const TOLERANCE_MS = 20 * 60_000;

/**
 * Checks a build after its files were copied. If the build has ended, deletes the copies that its row
 * does not list, so that no copy outlives its build.
 *
 * @returns false if a copy was deleted
 */
export async function keepUnlessEnded(
  { table, bucket }: { table: Table; bucket: Bucket },
  { tenant, id }: BuildRun,
  files: StoredFile[],
): Promise<boolean> {
  const build = await getBuild(table, tenant, id);
  if (build?.status === 'running') return true;
  const listed = new Set(build?.files?.map(({ key, versionId }) => `${versionId} ${key}`));
  const unlisted = files.filter(({ key, versionId }) => !listed.has(`${versionId} ${key}`));
  await deleteVersions(bucket, unlisted);
  return unlisted.length === 0;
}

/**
 * Deletes all versions that were copied for a build that has ended, except those that its row lists. An
 * older version of the same key becomes the newest again. Uploads to the folder of the build are aborted.
 *
 * @param build as its row is now; the tombstone of an erased build lists no files and no outputs
 */
export async function deleteUnlistedFiles(bucket: Bucket, build: StoredBuild): Promise<void> {
  const listed = versionIdsOf(build);
  const folder = keys.result(build.tenant, build.id, '');
  await abortUploadsBelow(bucket, folder);
  const own = await versionsBelow(bucket, folder);
  const mapped = await copiesUnderMappedKeys(bucket, build);
  const unlisted = own.filter(({ versionId }) => !listed.has(versionId));
  await deleteManyVersions(bucket, [...unlisted, ...mapped]);
}

/** The versions that were copied for a build to keys in `outputs`, except those that its row lists. */
export async function copiesUnderMappedKeys(
  bucket: Bucket,
  build: StoredBuild,
): Promise<ObjectVersion[]> {
  const found = await Promise.all(mappedKeys(build).map((key) => copiesAt(bucket, key, build)));
  return found.flat();
}

/** The id of the build that a version was copied for; undefined for other objects and missing ones. */
export async function buildIdOf(
  bucket: Bucket,
  { key: Key, versionId: VersionId }: ObjectVersion,
): Promise<string | undefined> {
  const command = new HeadObjectCommand({ Bucket: bucket.name, Key, VersionId });
  return (await unlessMissing(() => bucket.s3.send(command)))?.Metadata?.[BUILD_ID];
}

/** The keys to which `outputs` maps the build's files; other builds may write to them too. */
function mappedKeys(build: StoredBuild): string[] {
  const named = Object.keys(build.outputs ?? {}).filter((name) => name !== '*');
  const saved = build.answer?.files ?? [];
  const all = [...named, ...saved].map((name) => destinationOf(build, name));
  const own = keys.result(build.tenant, build.id, '');
  return [...new Set(all)].filter((key) => !key.startsWith(own));
}

async function copiesAt(bucket: Bucket, key: string, build: StoredBuild): Promise<ObjectVersion[]> {
  const listed = versionIdsOf(build);
  const found: ObjectVersion[] = [];
  for await (const versions of versionsOf(bucket, key)) {
    const candidates = versions.filter(
      ({ versionId, lastModified }) => !listed.has(versionId) && isFromTimeOf(build, lastModified),
    );
    const ids = await Promise.all(candidates.map((version) => buildIdOf(bucket, version)));
    found.push(...candidates.filter((_, index) => ids[index] === build.id));
  }
  return found;
}

function versionIdsOf({ files = [] }: StoredBuild): Set<string> {
  return new Set(files.map(({ versionId }) => versionId));
}

/** Whether a version may be of this build by its time; saves one request for every other version. */
function isFromTimeOf({ createdAt, startedAt, endedAt }: StoredBuild, written?: Date): boolean {
  const time = written?.getTime() ?? Date.now();
  const start = Date.parse(startedAt ?? createdAt);
  const end = endedAt === undefined ? Date.now() : Date.parse(endedAt);
  return time > start - TOLERANCE_MS && time < end + TOLERANCE_MS;
}
