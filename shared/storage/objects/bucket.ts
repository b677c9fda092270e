import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { TRANSFERS } from '../../aws.ts';
import { env } from '../../env.ts';
import { nameOf } from '../../errors.ts';
import { keys, type Stage } from './keys.ts';

export type Bucket = { name: string; s3: S3Client };
export type ObjectVersion = { key: string; versionId?: string };
/** The names a script knows its inputs by, and the objects they stand for. */
export type InputMap = Record<string, ObjectVersion>;
/** What of a request has still to be fetched: the script's URL, and inputs' URLs by their names. */
export type SourceRequest = { url?: string; inputs: Record<string, string> };

export type Staging = {
  script?: string;
  /** Serialized. */
  argument?: string;
  inputs?: InputMap;
  request?: SourceRequest;
};

/** The stack's bucket; call it at cold start. */
export function bucketFromEnv(): Bucket {
  return { name: env('BUCKET_NAME'), s3: new S3Client({ requestHandler: TRANSFERS }) };
}

/** Puts what Docs and the workflow will read below `scripts/<run>/<stage>/`, from where it expires. */
export async function stage(bucket: Bucket, where: Stage, what: Staging): Promise<void> {
  const objects: [string, string | undefined][] = [
    [keys.stagedScript(where), what.script],
    [keys.stagedArgument(where), what.argument],
    [keys.stagedInputs(where), what.inputs && JSON.stringify(what.inputs)],
    [keys.stagedRequest(where), what.request && JSON.stringify(what.request)],
  ];
  await Promise.all(objects.map(([key, body]) => body === undefined || putText(bucket, key, body)));
}

/** @returns the version that was written */
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

/** Deletes these very versions; other versions of their keys stay. */
export async function deleteVersions(
  { name, s3 }: Bucket,
  objects: ObjectVersion[],
): Promise<void> {
  const deletions = objects.map(({ key: Key, versionId: VersionId }) =>
    s3.send(new DeleteObjectCommand({ Bucket: name, Key, VersionId })),
  );
  const [failed] = (await Promise.allSettled(deletions)).filter((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}

/**
 * Reads an object of at most a few megabytes; undefined when there is none.
 *
 * @param checkSize is told the size in bytes before the body is read; what it throws refuses the object
 */
export async function readObject(
  bucket: Bucket,
  object: ObjectVersion,
  checkSize: (bytes: number) => void = () => {},
): Promise<
  | {
      bytes: Uint8Array;
      versionId: string | undefined;
      lastModified: Date | undefined;
      etag: string | undefined;
    }
  | undefined
> {
  try {
    const answer = await bucket.s3.send(
      new GetObjectCommand({ Bucket: bucket.name, Key: object.key, VersionId: object.versionId }),
    );
    const { Body, VersionId: versionId, LastModified: lastModified, ETag: etag } = answer;
    try {
      checkSize(answer.ContentLength ?? 0);
    } catch (error) {
      if (Body instanceof Readable) Body.destroy();
      throw error;
    }
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    return { bytes, versionId, lastModified, etag };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export async function readText(bucket: Bucket, key: string): Promise<string | undefined> {
  const object = await readObject(bucket, { key });
  if (!object) return undefined;
  const { buffer, byteOffset, byteLength } = object.bytes;
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}

/** @throws {Error} when it is not there, though it was staged */
export async function readJson<T>(bucket: Bucket, key: string): Promise<T> {
  const text = await readText(bucket, key);
  if (text === undefined) throw new Error('a staged object is gone');
  return JSON.parse(text) as T;
}

/** What stands at a key now: its version and size; undefined when there is nothing. */
export async function findObject(
  bucket: Bucket,
  key: string,
): Promise<{ key: string; versionId?: string; size: number; lastModified?: Date } | undefined> {
  try {
    const head = await bucket.s3.send(new HeadObjectCommand({ Bucket: bucket.name, Key: key }));
    return {
      key,
      versionId: head.VersionId,
      size: head.ContentLength ?? 0,
      lastModified: head.LastModified,
    };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The metadata by which a copy names the build that it was made for. */
export const BUILD_ID = 'build-id';

/** The id of the build that a version of an object was copied for; undefined for none, or where it is gone. */
export async function buildIdOf(
  bucket: Bucket,
  { key: Key, versionId: VersionId }: ObjectVersion,
): Promise<string | undefined> {
  const command = new HeadObjectCommand({ Bucket: bucket.name, Key, VersionId });
  try {
    return (await bucket.s3.send(command)).Metadata?.[BUILD_ID];
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** S3 says 403 instead of 404 to whoever may not list; our roles may, so 403 is a fault and is thrown. */
function isMissing(error: unknown): boolean {
  return ['NoSuchKey', 'NotFound', 'NoSuchVersion'].includes(nameOf(error));
}
