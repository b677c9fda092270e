import type { S3Client } from '@aws-sdk/client-s3';
import { GatewayError, nameOf } from '../../errors.ts';
import { dispositionOf } from './content-disposition.ts';
import { contentTypeOf } from './content-type.ts';
import { type Announced, emptyTally, metered } from './meter.ts';
import { putStream } from './multipart-upload.ts';

export type CopyRequest = Announced & {
  s3: S3Client;
  bucket: string;
  key: string;
  /** Kept with the object; ASCII. */
  metadata?: Record<string, string>;
};

export type CopiedFile = {
  /** In bytes. */
  size: number;
  /** In lower-case hex. */
  sha256: string;
  versionId: string;
  contentType: string;
};

/**
 * Streams a file into the bucket, counting and hashing it on the way; memory does not grow with its
 * size. When anything goes wrong no object and no unfinished upload is left behind, and `body` is
 * cancelled.
 *
 * @throws {GatewayError} RESULT_TOO_LARGE, or STORAGE_FAILED when the source or S3 broke off
 */
export async function copyToBucket(request: CopyRequest): Promise<CopiedFile> {
  const { s3, name, signal } = request;
  const contentType = contentTypeOf(name);
  const tally = emptyTally();
  const target = {
    Bucket: request.bucket,
    Key: request.key,
    ContentType: contentType,
    ContentDisposition: dispositionOf(name),
    Metadata: request.metadata,
  };
  try {
    const versionId = await putStream(s3, target, metered(request, tally), signal);
    const sha256 = tally.hash.digest('hex');
    // In a bucket without versions S3 itself calls an object's only version `null`.
    return { size: tally.size, sha256, versionId: versionId ?? 'null', contentType };
  } catch (cause) {
    if (tally.fault) throw tally.fault;
    const message = `S3 did not take ${JSON.stringify(name)} (${nameOf(cause)})`;
    throw new GatewayError('STORAGE_FAILED', message, { cause });
  }
}
