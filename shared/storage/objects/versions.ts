import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import { GatewayError } from '../../errors.ts';
import type { Bucket, ObjectVersion } from './bucket.ts';

export type ListedVersion = { key: string; versionId: string; lastModified?: Date };

/** S3's limit for one request. */
const DELETIONS_PER_REQUEST = 1000;

/** The versions of one object, newest first, page by page. */
export async function* versionsOf(bucket: Bucket, key: string): AsyncGenerator<ListedVersion[]> {
  for await (const { Versions = [], NextKeyMarker } of pagesOf(bucket, key)) {
    yield Versions.map(listedVersion).filter((version) => version.key === key);
    if (NextKeyMarker !== key) return; // Longer keys follow.
  }
}

/** All versions and delete markers below a folder. */
export async function versionsBelow(bucket: Bucket, folder: string): Promise<ListedVersion[]> {
  const found: ListedVersion[] = [];
  for await (const { Versions = [], DeleteMarkers = [] } of pagesOf(bucket, folder))
    found.push(...[...Versions, ...DeleteMarkers].map(listedVersion));
  return found;
}

/** Deletes a few versions, one request for each; other versions of their keys are not deleted. */
export async function deleteVersions(
  { name, s3 }: Bucket,
  versions: ObjectVersion[],
): Promise<void> {
  const deletions = versions.map(({ key: Key, versionId: VersionId }) =>
    s3.send(new DeleteObjectCommand({ Bucket: name, Key, VersionId })),
  );
  const [failed] = (await Promise.allSettled(deletions)).filter((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}

/**
 * Deletes any number of versions, a thousand by one request.
 *
 * @throws {GatewayError} STORAGE_FAILED when S3 does not delete one of them
 */
export async function deleteManyVersions(
  { name, s3 }: Bucket,
  versions: ObjectVersion[],
): Promise<void> {
  const objects = versions.map(({ key: Key, versionId: VersionId }) => ({ Key, VersionId }));
  for (let index = 0; index < objects.length; index += DELETIONS_PER_REQUEST) {
    const Objects = objects.slice(index, index + DELETIONS_PER_REQUEST);
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: name, Delete: { Objects, Quiet: true } }),
    );
    if (Errors.length > 0) {
      const message = `${Errors.length} files of the build could not be deleted.`;
      throw new GatewayError('STORAGE_FAILED', message);
    }
  }
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

function listedVersion(listed: {
  Key?: string;
  VersionId?: string;
  LastModified?: Date;
}): ListedVersion {
  const { Key: key = '', VersionId: versionId = '', LastModified: lastModified } = listed;
  return { key, versionId, lastModified };
}
