import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectIdentifier,
  type ObjectVersion,
} from '@aws-sdk/client-s3';
import { hasEnded } from '../build.ts';
import { GatewayError } from '../errors.ts';
import { buildKey, type StoredBuild } from '../storage/builds.ts';
import { keys } from '../storage/keys.ts';
import { type Bucket, buildIdOf } from '../storage/scripts.ts';
import { ConditionFailedError, type Table, type TransactItem, transact } from '../storage/table.ts';
import { recordKey } from './idempotency.ts';
import { destinationOf } from './outputs.ts';

/** Longer than a copy outlives the end of its build, by clocks that differ. */
const AROUND_MS = 20 * 60_000;

/**
 * Erases a build that has ended: first its files, then its row, so that a try cut short is finished by
 * the next. A bare tombstone keeps the id taken as long as the row would have.
 *
 * @throws {GatewayError} CONFLICT before it has ended
 */
export async function eraseBuild(
  { table, bucket }: { table: Table; bucket: Bucket },
  build: StoredBuild,
): Promise<void> {
  if (!hasEnded(build.status))
    throw new GatewayError(
      'CONFLICT',
      `The build is ${build.status}: cancel it, or wait for its end.`,
    );
  const files = (build.files ?? []).map(({ key, versionId }) => ({
    Key: key,
    VersionId: versionId,
  }));
  const folders = [keys.stagedFolder(build.run), keys.result(build.tenant, build.id, '')];
  const rest = await Promise.all([
    ...folders.map((folder) => objectsBelow(bucket, folder)),
    ...mappedKeys(build).map((key) => copiesAt(bucket, key, build)),
  ]);
  await deleteObjects(bucket, [...files, ...rest.flat()]);
  await transact(table, tombstone(build)).catch((error: unknown) => {
    if (!(error instanceof ConditionFailedError)) throw error; // Erased by another call meanwhile.
  });
}

function tombstone(build: StoredBuild): TransactItem[] {
  const { tenant, id, expiresAt, endedAt, idempotencyKey } = build;
  const Item = { ...buildKey(tenant, id), tenant, id, erased: true, endedAt, expiresAt };
  const writes: TransactItem[] = [
    { Put: { TableName: '', Item, ConditionExpression: 'attribute_not_exists(erased)' } },
  ];
  if (idempotencyKey === undefined) return writes;
  return [...writes, { Delete: { TableName: '', Key: recordKey(tenant, idempotencyKey) } }];
}

/** Where `outputs` sends files of the build: keys that other builds may write too. */
function mappedKeys(build: StoredBuild): string[] {
  const named = Object.keys(build.outputs).filter((name) => name !== '*');
  const saved = build.answer?.files ?? [];
  const all = [...named, ...saved].map((name) => destinationOf(build, name));
  const own = keys.result(build.tenant, build.id, '');
  return [...new Set(all)].filter((key) => !key.startsWith(own));
}

/** The versions at a key that were copied for this build, though it never came to list them. */
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

/** Every version below a folder that is the build's alone, also what a copy that was cut short left. */
async function objectsBelow(bucket: Bucket, folder: string): Promise<ObjectIdentifier[]> {
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

async function deleteObjects(bucket: Bucket, objects: ObjectIdentifier[]): Promise<void> {
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
