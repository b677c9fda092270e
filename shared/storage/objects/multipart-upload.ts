import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  type UploadPartCommandInput,
} from '@aws-sdk/client-s3';
import type { Bucket } from './bucket.ts';
import { collectYoungGarbage } from './young-garbage.ts';

/** The object to create. */
export type Target = {
  Bucket: string;
  Key: string;
  ContentType: string;
  ContentDisposition: string;
  Metadata?: Record<string, string>;
};

/** S3's minimum; with S3's maximum of 10,000 parts, enough for 48 GiB. */
const PART_BYTES = 5 * 1024 * 1024;

/** Parts being sent while the next one is filled. */
const PARTS_AT_ONCE = 2;

/**
 * Puts a stream of unknown length into S3: by one request if it is smaller than a part, else by a
 * multipart upload from three buffers that are reused. (The SDK's `Upload` allocates a buffer for each
 * part: 110 MiB.)
 *
 * @param targetOf gets the first part: up to 5 MiB of the body
 * @returns the version that was created; undefined in a bucket without versioning
 * @throws the error of the body or of S3; the upload is then aborted
 */
export async function putStream(
  s3: S3Client,
  targetOf: (start: Uint8Array) => Target,
  body: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<string | undefined> {
  let upload: Upload | undefined;
  try {
    for await (const part of partsOf(body)) {
      if (!upload && part.length < PART_BYTES)
        return await putWhole(s3, targetOf(part), part, signal);
      upload ??= await begin(s3, targetOf(part), signal);
      await upload.add(part);
    }
    return await upload?.complete();
  } catch (error) {
    await upload?.abort();
    throw error;
  }
}

/**
 * Aborts the uploads below a folder that have not ended: a process that was killed could not do so. S3 lists
 * the first thousand, which is more than a build has files.
 */
export async function abortUploadsBelow({ name, s3 }: Bucket, folder: string): Promise<void> {
  const command = new ListMultipartUploadsCommand({ Bucket: name, Prefix: folder });
  const { Uploads = [] } = await s3.send(command);
  await Promise.all(
    Uploads.map(({ Key, UploadId }) =>
      s3.send(new AbortMultipartUploadCommand({ Bucket: name, Key, UploadId })),
    ),
  );
}

/** Full parts, then the rest; an empty body is one empty part. A buffer is reused for every third part. */
async function* partsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const buffers: Buffer[] = [];
  let filled = 0;
  let yielded = 0;
  const current = () => {
    const index = yielded % (PARTS_AT_ONCE + 1);
    buffers[index] ??= Buffer.allocUnsafeSlow(PART_BYTES);
    return buffers[index];
  };
  for await (const chunk of body) {
    for (let taken = 0; taken < chunk.length; ) {
      const slice = chunk.subarray(taken, taken + PART_BYTES - filled);
      current().set(slice, filled);
      taken += slice.length;
      filled += slice.length;
      if (filled < PART_BYTES) continue;
      yield current();
      yielded += 1;
      filled = 0;
      collectYoungGarbage(); // the chunks, which are now copied into the part
    }
  }
  if (filled > 0 || yielded === 0) yield current().subarray(0, filled);
}

async function putWhole(s3: S3Client, target: Target, part: Buffer, abortSignal?: AbortSignal) {
  const command = new PutObjectCommand({ ...target, Body: part });
  return (await s3.send(command, { abortSignal })).VersionId;
}

type Upload = {
  /** Resolves when one more part may be added. */
  add(part: Buffer): Promise<void>;
  complete(): Promise<string | undefined>;
  abort(): Promise<void>;
};

async function begin(s3: S3Client, target: Target, abortSignal?: AbortSignal): Promise<Upload> {
  const command = new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm: 'CRC32' });
  const { UploadId } = await s3.send(command, { abortSignal });
  const upload = { Bucket: target.Bucket, Key: target.Key, UploadId };
  const parts: Promise<CompletedPart>[] = [];
  return {
    async add(Body) {
      const part = { ...upload, PartNumber: parts.length + 1, Body };
      const sent = sendPart(s3, part, abortSignal);
      sent.catch(() => {}); // awaited below or in complete()
      parts.push(sent);
      await parts.at(-1 - PARTS_AT_ONCE);
    },
    async complete() {
      const MultipartUpload = { Parts: await Promise.all(parts) };
      const command = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload });
      return (await s3.send(command, { abortSignal })).VersionId;
    },
    async abort() {
      await Promise.allSettled(parts); // S3 would keep a part that arrives after the abort
      // The caller throws the first error. If the abort fails, a lifecycle rule removes the parts.
      await Promise.allSettled([s3.send(new AbortMultipartUploadCommand(upload))]);
    },
  };
}

async function sendPart(
  s3: S3Client,
  part: UploadPartCommandInput & { PartNumber: number },
  abortSignal?: AbortSignal,
): Promise<CompletedPart> {
  const { ETag, ChecksumCRC32 } = await s3.send(new UploadPartCommand(part), { abortSignal });
  return { PartNumber: part.PartNumber, ETag, ChecksumCRC32 };
}
