import type { S3Client } from '@aws-sdk/client-s3';
import { GetObjectCommand, HeadObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { GatewayError, nameOf } from '../../errors.ts';
import { dispositionOf } from './content-disposition.ts';

/** An object of any bucket: one version of it, or the newest. */
export type StoredObject = { bucket: string; key: string; versionId?: string };

export type LinkOptions = {
  expiresInSeconds: number;
  /** Overrides the object's own disposition, which is `attachment` for results. */
  disposition?: 'attachment' | 'inline';
  /** Overrides the object's own media type. */
  contentType?: string;
  /** When the link is made; now unless given. */
  madeAt?: Date;
  /** The only method that the link allows; GET unless given. */
  method?: 'GET' | 'HEAD';
};

/** S3's answers for a version that does not exist or is a delete marker. */
const MISSING = [404, 405];

/**
 * A link to one version of an object, which anyone can fetch until it expires. It is made without a
 * request to S3, so the object may not exist.
 */
export function presignedLink(
  s3: S3Client,
  { bucket, key, versionId, name }: StoredObject & { name: string },
  { expiresInSeconds, disposition, contentType, madeAt, method = 'GET' }: LinkOptions,
): Promise<string> {
  const input = {
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
    ResponseContentDisposition: disposition && dispositionOf(name, disposition),
    ResponseContentType: contentType,
  };
  const command = method === 'GET' ? new GetObjectCommand(input) : new HeadObjectCommand(input);
  return getSignedUrl(s3, command, { expiresIn: expiresInSeconds, signingDate: madeAt });
}

/**
 * Whether a version of an object exists. It may have newer versions, but a deleted object does not exist,
 * even while S3 still has its versions. Needs the permission to list the bucket: without it, S3 answers
 * 403 for missing objects.
 *
 * @throws {GatewayError} STORAGE_FAILED when S3 gives any other answer
 */
export async function objectExists(s3: S3Client, object: StoredObject): Promise<boolean> {
  const { versionId, ...newest } = object;
  const now = await head(s3, newest);
  if (!now) return false;
  if (versionId === undefined || now.VersionId === versionId) return true;
  return (await head(s3, object)) !== undefined;
}

/** @returns undefined if the version does not exist */
async function head(s3: S3Client, { bucket, key, versionId }: StoredObject) {
  try {
    return await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
  } catch (cause) {
    const status = cause instanceof S3ServiceException && cause.$metadata.httpStatusCode;
    if (status && MISSING.includes(status)) return undefined;
    const message = `S3 did not answer whether ${key} exists (${nameOf(cause)})`;
    throw new GatewayError('STORAGE_FAILED', message, { cause });
  }
}
