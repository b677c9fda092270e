import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { TRANSFERS } from '../../aws.ts';
import { env } from '../../env.ts';
import { nameOf } from '../../errors.ts';

export type Bucket = { name: string; s3: S3Client };

/** An object of the bucket: one version of it, or the newest. */
export type ObjectVersion = { key: string; versionId?: string };

export type ReadObject = {
  bytes: Uint8Array;
  versionId: string | undefined;
  lastModified: Date | undefined;
  etag: string | undefined;
  /** The object's own metadata; names are in lower case. */
  metadata: Record<string, string>;
};

/** `size` is in bytes. */
export type FoundObject = ObjectVersion & { size: number; lastModified?: Date };

/** The stack's bucket; call it at cold start. */
export function bucketFromEnv(): Bucket {
  return { name: env('BUCKET_NAME'), s3: new S3Client({ requestHandler: TRANSFERS }) };
}

/** Puts a text, or JSON if the key ends in `.json`. @returns the version that was written */
export async function putText(
  bucket: Bucket,
  key: string,
  body: string | Uint8Array,
): Promise<ObjectVersion> {
  const { VersionId: versionId } = await bucket.s3.send(
    new PutObjectCommand({
      Bucket: bucket.name,
      Key: key,
      Body: body,
      ContentType: key.endsWith('.json') ? 'application/json' : 'text/plain; charset=utf-8',
    }),
  );
  return { key, versionId };
}

/**
 * Reads an object into memory; undefined if it does not exist. Only for objects of a few megabytes.
 *
 * @param checkSize gets the size in bytes before the body is read; when it throws, nothing is read
 */
export async function readObject(
  bucket: Bucket,
  { key: Key, versionId: VersionId }: ObjectVersion,
  checkSize: (bytes: number) => void = () => {},
): Promise<ReadObject | undefined> {
  const command = new GetObjectCommand({ Bucket: bucket.name, Key, VersionId });
  const answer = await unlessMissing(() => bucket.s3.send(command));
  if (!answer) return undefined;
  const { Body, VersionId: versionId, LastModified: lastModified, ETag: etag } = answer;
  const metadata = answer.Metadata ?? {};
  try {
    checkSize(answer.ContentLength ?? 0);
  } catch (error) {
    if (Body instanceof Readable) Body.destroy();
    throw error;
  }
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  return { bytes, versionId, lastModified, etag, metadata };
}

/** Reads the first bytes of an object; none if it is empty, or does not exist. */
export async function readStart(
  bucket: Bucket,
  { key: Key, versionId: VersionId }: ObjectVersion,
  bytes: number,
): Promise<Uint8Array> {
  const Range = `bytes=0-${bytes - 1}`;
  const command = new GetObjectCommand({ Bucket: bucket.name, Key, VersionId, Range });
  try {
    const answer = await unlessMissing(() => bucket.s3.send(command));
    return (await answer?.Body?.transformToByteArray()) ?? new Uint8Array();
  } catch (error) {
    if (nameOf(error) === 'InvalidRange') return new Uint8Array();
    throw error;
  }
}

/** Reads a text in UTF-8; undefined if the object does not exist. */
export async function readText(bucket: Bucket, key: string): Promise<string | undefined> {
  const object = await readObject(bucket, { key });
  if (!object) return undefined;
  const { buffer, byteOffset, byteLength } = object.bytes;
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}

/**
 * Reads JSON that this gateway wrote.
 *
 * @throws {Error} when the object does not exist
 */
export async function readJson<T>(bucket: Bucket, key: string): Promise<T> {
  const text = await readText(bucket, key);
  if (text === undefined) throw new Error('an object that was stored is missing');
  return JSON.parse(text) as T;
}

/** Finds a version of an object, by default the newest; undefined if it does not exist. */
export async function findObject(
  bucket: Bucket,
  key: string,
  version?: string,
): Promise<FoundObject | undefined> {
  const command = new HeadObjectCommand({ Bucket: bucket.name, Key: key, VersionId: version });
  const head = await unlessMissing(() => bucket.s3.send(command));
  if (!head) return undefined;
  const { VersionId: versionId, ContentLength: size = 0, LastModified: lastModified } = head;
  return { key, versionId, size, lastModified };
}

/**
 * Sends a request; undefined if its object does not exist. Without the permission to list, S3
 * answers 403 instead of 404. The functions have it, so a 403 is an error and is thrown.
 */
export async function unlessMissing<T>(send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await send();
  } catch (error) {
    if (['NoSuchKey', 'NotFound', 'NoSuchVersion'].includes(nameOf(error))) return undefined;
    throw error;
  }
}
