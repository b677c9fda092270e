import type { S3Client } from '@aws-sdk/client-s3';
import { GetObjectCommand, HeadObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { GatewayError, nameOf } from '../errors.ts';
import { dispositionOf } from './disposition.ts';

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
 * Whether a version of an object is still there. Needs the right to list the bucket: without it S3
 * answers 403 for what is gone.
 *
 * @throws {GatewayError} STORAGE_FAILED when S3 does not say
 */
export async function objectExists(
  s3: S3Client,
  { bucket, key, versionId }: ObjectVersion,
): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
    return true;
  } catch (cause) {
    const status = cause instanceof S3ServiceException && cause.$metadata.httpStatusCode;
    if (status && GONE.includes(status)) return false;
    const message = `S3 does not say whether ${key} exists (${nameOf(cause)})`;
    throw new GatewayError('STORAGE_FAILED', message, { cause });
  }
}
