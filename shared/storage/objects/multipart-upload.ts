import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { collectYoungGarbage } from './young-garbage.ts';

/** The object to be made. */
export type Target = {
  Bucket: string;
  Key: string;
  ContentType: string;
  ContentDisposition: string;
  Metadata?: Record<string, string>;
};

/** S3's smallest part; at 10,000 parts, its most, enough for 48 GiB. */
const PART_BYTES = 5 * 1024 * 1024;

/** Parts on their way at once, while one more is being filled. */
const PARTS_AT_ONCE = 2;

/**
 * Puts a stream of unknown length into S3: in one piece when it fits into a part, else part by part
 * out of three buffers that are used over and over. (The SDK's own `Upload` makes new ones: 110 MiB.)
 *
 * @returns the version that was made, undefined in a bucket without versions
 * @throws what the body or S3 threw; nothing is left in S3 then
 */
export async function putStream(
  s3: S3Client,
  target: Target,
  body: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<string | undefined> {
  let upload: Upload | undefined;
  try {
    for await (const part of partsOf(body)) {
      if (!upload && part.length < PART_BYTES) return await putWhole(s3, target, part, signal);
      upload ??= await beginUpload(s3, target, signal);
      await upload.add(part);
    }
    return await upload?.complete();
  } catch (error) {
    await upload?.abort();
    throw error;
  }
}

/** Full parts, then the rest; an empty body is one empty part. A part is overwritten after two more. */
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
      collectYoungGarbage(); // the chunks that were copied into the part
    }
  }
  if (filled > 0 || yielded === 0) yield current().subarray(0, filled);
}

async function putWhole(s3: S3Client, target: Target, part: Buffer, abortSignal?: AbortSignal) {
  const command = new PutObjectCommand({ ...target, Body: part });
  return (await s3.send(command, { abortSignal })).VersionId;
}

type Upload = {
  /** Returns when there is room for one more part. */
  add(part: Buffer): Promise<void>;
  complete(): Promise<string | undefined>;
  abort(): Promise<void>;
};

async function beginUpload(
  s3: S3Client,
  target: Target,
  abortSignal?: AbortSignal,
): Promise<Upload> {
  const { Bucket, Key } = target;
  const begin = new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm: 'CRC32' });
  const { UploadId } = await s3.send(begin, { abortSignal });
  const parts: Promise<CompletedPart>[] = [];

  async function send(Body: Buffer, PartNumber: number): Promise<CompletedPart> {
    const command = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body });
    const { ETag, ChecksumCRC32 } = await s3.send(command, { abortSignal });
    return { PartNumber, ETag, ChecksumCRC32 };
  }

  return {
    async add(part) {
      const sent = send(part, parts.length + 1);
      sent.catch(() => {}); // it is awaited below, or in complete
      parts.push(sent);
      await parts.at(-1 - PARTS_AT_ONCE);
    },
    async complete() {
      const MultipartUpload = { Parts: await Promise.all(parts) };
      const command = new CompleteMultipartUploadCommand({
        Bucket,
        Key,
        UploadId,
        MultipartUpload,
      });
      return (await s3.send(command, { abortSignal })).VersionId;
    },
    async abort() {
      await Promise.allSettled(parts); // a part that arrives later would be kept
      const command = new AbortMultipartUploadCommand({ Bucket, Key, UploadId });
      // What led here is thrown already; the bucket's lifecycle clears away what this leaves.
      await Promise.allSettled([s3.send(command)]);
    },
  };
}
