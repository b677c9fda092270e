import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectIdentifier,
  type ObjectVersion,
} from '@aws-sdk/client-s3';
import { GatewayError } from '../../errors.ts';
import { type BuildRun, getBuild, type StoredBuild, type StoredFile } from '../rows/builds.ts';
import type { Table } from '../rows/table.ts';
import { type Bucket, buildIdOf, deleteVersions } from './bucket.ts';
import { destinationOf } from './destination.ts';
import { keys } from './keys.ts';

/** Longer than a copy outlives the end of its build, by clocks that differ. */
const AROUND_MS = 20 * 60_000;

/**
 * Looks at a build after its files were copied: where it has ended without listing one of them, that
 * version is deleted, so that a copy leaves nothing behind that outlives its build.
 *
 * @returns whether all of them may stay
 */
export async function keepUnlessEnded(
  { table, bucket }: { table: Table; bucket: Bucket },
  { tenant, id }: BuildRun,
  files: StoredFile[],
): Promise<boolean> {
  const now = await getBuild(table, tenant, id);
  if (now?.status === 'running') return true;
  const listed = new Set(now?.files?.map(({ key, versionId }) => `${versionId} ${key}`));
  const lost = files.filter(({ key, versionId }) => !listed.has(`${versionId} ${key}`));
  await deleteVersions(bucket, lost);
  return lost.length === 0;
}

/**
 * Deletes every version that was copied for a build that has ended and that the build does not list:
 * what lay under the same keys before is the newest again.
 *
 * @param build as its row is now
 */
export async function deleteUnlistedFiles(bucket: Bucket, build: StoredBuild): Promise<void> {
  const listed = new Set(build.files?.map(({ versionId }) => versionId));
  const own = await objectsBelow(bucket, keys.result(build.tenant, build.id, ''));
  const mapped = await copiesUnderMappedKeys(bucket, build);
  const unlisted = own.filter(({ VersionId = '' }) => !listed.has(VersionId));
  await deleteObjects(bucket, [...unlisted, ...mapped]);
}

/** The versions that were copied for a build under keys that `outputs` names, and that it does not list. */
export async function copiesUnderMappedKeys(
  bucket: Bucket,
  build: StoredBuild,
): Promise<ObjectIdentifier[]> {
  const found = await Promise.all(mappedKeys(build).map((key) => copiesAt(bucket, key, build)));
  return found.flat();
}

/** Where `outputs` sends files of the build: keys that other builds may write too. */
function mappedKeys(build: StoredBuild): string[] {
  const named = Object.keys(build.outputs).filter((name) => name !== '*');
  const saved = build.answer?.files ?? [];
  const all = [...named, ...saved].map((name) => destinationOf(build, name));
  const own = keys.result(build.tenant, build.id, '');
  return [...new Set(all)].filter((key) => !key.startsWith(own));
}

async function copiesAt(
  bucket: Bucket,
  key: string,
  build: StoredBuild,
): Promise<ObjectIdentifier[]> {
  const found: ObjectIdentifier[] = [];
  const listed = new Set(build.files?.map(({ versionId }) => versionId));
  const findOwn = async ({ Key, VersionId = '', LastModified }: ObjectVersion) => {
    if (Key !== key || listed.has(VersionId) || !isOfItsTime(build, LastModified)) return;
    const buildId = await buildIdOf(bucket, { key, versionId: VersionId });
    if (buildId === build.id) found.push({ Key, VersionId });
  };
  for await (const { Versions = [], NextKeyMarker } of pagesOf(bucket, key)) {
    await Promise.all(Versions.map(findOwn));
    if (NextKeyMarker !== key) break; // Longer keys come next.
  }
  return found;
}

/** Spares a key that is written again and again a question for each of its versions. */
function isOfItsTime({ createdAt, startedAt, endedAt }: StoredBuild, written?: Date): boolean {
  const time = written?.getTime() ?? Date.now();
  const end = endedAt === undefined ? Date.now() : Date.parse(endedAt);
  return time > Date.parse(startedAt ?? createdAt) - AROUND_MS && time < end + AROUND_MS;
}

/** Every version and delete marker below a folder that belongs to one build alone. */
export async function objectsBelow(bucket: Bucket, folder: string): Promise<ObjectIdentifier[]> {
  const found: ObjectIdentifier[] = [];
  for await (const { Versions = [], DeleteMarkers = [] } of pagesOf(bucket, folder))
    found.push(
      ...[...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId })),
    );
  return found;
}

async function* pagesOf(
  bucket: Bucket,
  Prefix: string,
): AsyncGenerator<ListObjectVersionsCommandOutput> {
  let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (from) {
    const command = new ListObjectVersionsCommand({ Bucket: bucket.name, Prefix, ...from });
    const page: ListObjectVersionsCommandOutput = await bucket.s3.send(command);
    yield page;
    from = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
}

/** @throws {GatewayError} STORAGE_FAILED when S3 keeps one of them */
export async function deleteObjects(bucket: Bucket, objects: ObjectIdentifier[]): Promise<void> {
  for (let index = 0; index < objects.length; index += 1000) {
    const Objects = objects.slice(index, index + 1000);
    const { Errors = [] } = await bucket.s3.send(
      new DeleteObjectsCommand({ Bucket: bucket.name, Delete: { Objects, Quiet: true } }),
    );
    if (Errors.length > 0)
      throw new GatewayError(
        'STORAGE_FAILED',
        `${Errors.length} files of the build could not be deleted.`,
      );
  }
}
