import { Readable } from 'node:stream';
import { AbortMultipartUploadCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { GatewayError, nameOf } from '../errors.ts';
import { contentTypeOf, dispositionOf } from './content.ts';
import { type Announced, emptyTally, metered } from './meter.ts';

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

/** At 10,000 parts, which S3 allows, enough for 78 GiB. */
const PART_BYTES = 5 * 1024 * 1024;

/** Parts on their way at once; each is held in memory, as is the one being filled. */
const PARTS_AT_ONCE = 2;

/**
 * Streams a file into the bucket, counting and hashing it on the way; memory does not grow with its
 * size. When anything goes wrong no object and no unfinished upload is left behind, and `body` is
 * cancelled.
 *
 * @throws {GatewayError} RESULT_TOO_LARGE, or STORAGE_FAILED when the source or S3 broke off
 */
export async function copyToBucket(request: CopyRequest): Promise<CopiedFile> {
  const { name } = request;
  const contentType = contentTypeOf(name);
  const tally = emptyTally();
  const upload = new Upload({
    client: interruptible(request.s3, request.signal),
    partSize: PART_BYTES,
    queueSize: PARTS_AT_ONCE,
    params: {
      Bucket: request.bucket,
      Key: request.key,
      Body: Readable.from(metered(request, tally), { objectMode: false }),
      ContentType: contentType,
      ContentDisposition: dispositionOf(name),
      Metadata: request.metadata,
    },
  });
  try {
    // In a bucket without versions S3 itself calls an object's only version `null`.
    const { VersionId: versionId = 'null' } = await upload.done();
    return { size: tally.size, sha256: tally.hash.digest('hex'), versionId, contentType };
  } catch (cause) {
    if (tally.fault) throw tally.fault;
    const message = `S3 did not take ${JSON.stringify(name)} (${nameOf(cause)})`;
    throw new GatewayError('STORAGE_FAILED', message, { cause });
  }
}

/**
 * A client whose requests end with the signal, all but the one that clears an unfinished upload away:
 * `Upload` itself, when aborted, returns before that one has been sent.
 */
function interruptible(s3: S3Client, abortSignal?: AbortSignal): S3Client {
  const send: S3Client['send'] = (command: Parameters<S3Client['send']>[0]) =>
    s3.send(command, command instanceof AbortMultipartUploadCommand ? {} : { abortSignal });
  return Object.create(s3, { send: { value: send } });
}
