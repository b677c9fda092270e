import type { S3Client } from '@aws-sdk/client-s3';
import { GatewayError, nameOf } from '../../errors.ts';
import { dispositionOf } from './content-disposition.ts';
import { contentTypeOf } from './content-type.ts';
import { type FileStream, measuredStream, newMeasurement } from './measured-stream.ts';
import { putStream } from './multipart-upload.ts';

export type CopyRequest = FileStream & {
  s3: S3Client;
  bucket: string;
  key: string;
  /** The object's metadata; ASCII. */
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
 * Streams a file into the bucket and finds its size, SHA-256 and media type. Memory use does not grow with the file. After an
 * error there is no object and no unfinished upload, and `body` is cancelled.
 *
 * @throws {GatewayError} RESULT_TOO_LARGE, or STORAGE_FAILED when the source or S3 failed
 */
export async function copyToBucket(request: CopyRequest): Promise<CopiedFile> {
  const { s3, name, signal } = request;
  const measured = newMeasurement();
  let contentType = '';
  const targetOf = (start: Uint8Array) => {
    contentType = contentTypeOf(name, start);
    return {
      Bucket: request.bucket,
      Key: request.key,
      ContentType: contentType,
      ContentDisposition: dispositionOf(name),
      Metadata: request.metadata,
    };
  };
  try {
    const versionId = await putStream(s3, targetOf, measuredStream(request, measured), signal);
    const sha256 = measured.hash.digest('hex');
    // Without versioning, S3 calls the only version of an object `null`.
    return { size: measured.size, sha256, versionId: versionId ?? 'null', contentType };
  } catch (cause) {
    if (measured.error) throw measured.error;
    const message = `S3 did not store ${JSON.stringify(name)} (${nameOf(cause)})`;
    throw new GatewayError('STORAGE_FAILED', message, { cause });
  }
}
