import type { S3Client } from '@aws-sdk/client-s3';
import { GetObjectCommand, HeadObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { GatewayError, nameOf } from '../../errors.ts';
import { dispositionOf } from './content-disposition.ts';

/** One version of one object. */
export type ObjectVersion = { bucket: string; key: string; versionId?: string };

export type LinkOptions = {
  expiresInSeconds: number;
  /** In place of what the object says itself, which is `attachment` for results. */
  disposition?: 'attachment' | 'inline';
};

/** What S3 answers for a version that is gone, or is the mark of a deletion. */
const GONE = [404, 405];

/**
 * A link by which anyone may fetch one version of an object for a while. Made without asking S3: it
 * says nothing of whether the object exists.
 */
export function presignedLink(
  s3: S3Client,
  { bucket, key, versionId, name }: ObjectVersion & { name: string },
  { expiresInSeconds, disposition }: LinkOptions,
): Promise<string> {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
    ResponseContentDisposition: disposition && dispositionOf(name, disposition),
  });
  return getSignedUrl(s3, command, { expiresIn: expiresInSeconds });
}

/**
 * Whether a version of an object is still there: also where a newer one lies above it, but not where the
 * object was deleted, by someone or by its age, and only its versions are kept for a while. Needs the right
 * to list the bucket: without it S3 answers 403 for what is gone.
 *
 * @throws {GatewayError} STORAGE_FAILED when S3 does not say
 */
export async function objectExists(s3: S3Client, object: ObjectVersion): Promise<boolean> {
  const { versionId, ...newest } = object;
  const now = await head(s3, newest);
  if (!now) return false;
  if (versionId === undefined || now.VersionId === versionId) return true;
  return (await head(s3, object)) !== undefined;
}

/** @returns undefined for what is gone */
async function head(s3: S3Client, { bucket, key, versionId }: ObjectVersion) {
  try {
    return await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
  } catch (cause) {
    const status = cause instanceof S3ServiceException && cause.$metadata.httpStatusCode;
    if (status && GONE.includes(status)) return undefined;
    const message = `S3 does not say whether ${key} exists (${nameOf(cause)})`;
    throw new GatewayError('STORAGE_FAILED', message, { cause });
  }
}
