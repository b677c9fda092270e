import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
} from '@aws-sdk/client-s3';
import { GatewayError } from '../errors.ts';
import { buildKey, type StoredBuild } from '../storage/builds.ts';
import { keys } from '../storage/keys.ts';
import type { Bucket } from '../storage/scripts.ts';
import { ConditionFailedError, type Table, type TransactItem, transact } from '../storage/table.ts';
import { recordKey } from './admission.ts';
import { hasEnded } from './build.ts';

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
  const rest = await Promise.all(folders.map((folder) => objectsBelow(bucket, folder)));
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

/** Every version below a folder that is the build's alone, also what a copy that was cut short left. */
async function objectsBelow(bucket: Bucket, folder: string): Promise<ObjectIdentifier[]> {
  const found: ObjectIdentifier[] = [];
  let next: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (next) {
    const page: Awaited<ReturnType<typeof listVersions>> = await listVersions(bucket, folder, next);
    const entries = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    found.push(...entries.map(({ Key, VersionId }) => ({ Key, VersionId })));
    next = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
  return found;
}

function listVersions(
  bucket: Bucket,
  Prefix: string,
  from: { KeyMarker?: string; VersionIdMarker?: string },
) {
  return bucket.s3.send(new ListObjectVersionsCommand({ Bucket: bucket.name, Prefix, ...from }));
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
