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
import { PART_BYTES, type Part, partsOf } from './parts-of-stream.ts';

/** The object to create. */
export type Target = {
  Bucket: string;
  Key: string;
  ContentType: string;
  ContentDisposition: string;
  Metadata?: Record<string, string>;
};

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
    for await (const part of partsOf(body, PARTS_AT_ONCE + 1)) {
      if (!upload && part.bytes.length < PART_BYTES)
        return await putWhole(s3, targetOf(part.bytes), part, signal);
      upload ??= await begin(s3, targetOf(part.bytes), signal);
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

async function putWhole(s3: S3Client, target: Target, part: Part, abortSignal?: AbortSignal) {
  const command = new PutObjectCommand({ ...target, ...contentOf(part) });
  signWithoutBody(command.middlewareStack);
  return (await s3.send(command, { abortSignal })).VersionId;
}

/** With its checksum, which the SDK then does not compute. */
const contentOf = ({ bytes, crc32 }: Part) => ({ Body: bytes, ChecksumCRC32: crc32 });

type Handler<Input, Output> = (args: {
  input: Input;
  request: unknown;
}) => Promise<{ response: unknown; output: Output }>;

type Stack<Input, Output> = {
  add(
    middleware: (next: Handler<Input, Output>) => Handler<Input, Output>,
    options: { step: 'build' },
  ): void;
};

/**
 * Signs a request without the SHA-256 of its body, which would take longer than all other work on the body.
 * TLS protects the body, and S3 compares it with the checksum, which is signed.
 */
function signWithoutBody<Input, Output>(stack: Stack<Input, Output>): void {
  const add = (next: Handler<Input, Output>) => (args: Parameters<typeof next>[0]) => {
    const { headers } = args.request as { headers: Record<string, string> };
    headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
    return next(args);
  };
  stack.add(add, { step: 'build' });
}

type Upload = {
  /** Resolves when one more part may be added. */
  add(part: Part): Promise<void>;
  complete(): Promise<string | undefined>;
  abort(): Promise<void>;
};

async function begin(s3: S3Client, target: Target, abortSignal?: AbortSignal): Promise<Upload> {
  const command = new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm: 'CRC32' });
  const { UploadId } = await s3.send(command, { abortSignal });
  const upload = { Bucket: target.Bucket, Key: target.Key, UploadId };
  const parts: Promise<CompletedPart>[] = [];
  return {
    async add(part) {
      const numbered = { ...upload, PartNumber: parts.length + 1, ...contentOf(part) };
      const sent = sendPart(s3, numbered, abortSignal);
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
  const command = new UploadPartCommand(part);
  signWithoutBody(command.middlewareStack);
  const { ETag } = await s3.send(command, { abortSignal });
  return { PartNumber: part.PartNumber, ETag, ChecksumCRC32: part.ChecksumCRC32 };
}
