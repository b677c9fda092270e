import { createHash } from 'node:crypto';
import type { DocsClient, DocsFiles } from '../docs/client.ts';
import { forgottenLink } from '../docs/forgotten.ts';
import type { ListedKeys } from '../docs/listed-keys.ts';
import { openFile } from '../docs/open-file.ts';
import type { FileLink } from '../docs/result-links.ts';
import { COPY_MS } from '../limits.ts';
import type { Bucket } from '../storage/objects/bucket.ts';
import { copyToBucket } from '../storage/objects/copy-to-bucket.ts';
import { documentFolder, keys } from '../storage/objects/keys.ts';
import type { StoredFile } from '../storage/rows/builds.ts';
import { type CopiedDocument, folderOf, NO_FILES, type Save } from '../storage/rows/saves.ts';

/** What copying a file of Docs needs. */
export type CopyDeps = { docs: DocsFiles; bucket: Bucket; maxFileBytes: number };
/** What copying a forgotten file needs: a client that asks Docs for its link. */
export type CopyForgottenDeps = CopyDeps & { docs: DocsClient };

/**
 * Copies the file of a link into the folder of its save, under the name of the link.
 *
 * @throws {GatewayError} as `openFile` and `copyToBucket` do
 */
export async function copyLink(
  deps: CopyDeps,
  save: Save,
  link: FileLink,
  signal = AbortSignal.timeout(COPY_MS),
): Promise<StoredFile> {
  const { body, length } = await openFile(deps.docs, link, signal);
  return storeBody(deps, save, { name: link.name, body, length }, signal);
}

/** Stores a value of a callback as JSON in the folder of its save. */
export function storeJson(
  deps: CopyDeps,
  save: Save,
  name: string,
  value: unknown,
): Promise<StoredFile> {
  const json = new Blob([JSON.stringify(value)]);
  return storeBody(deps, save, { name, body: json.stream(), length: json.size });
}

/**
 * Copies a forgotten file of Docs. The time at which Docs wrote the file serves as `lastsave`, so that
 * every copy of one file has the same key.
 *
 * @param listed as `sendCommand` takes it
 * @throws {GatewayError} as `forgottenLink` and `copyLink` do
 */
export async function copyForgotten(
  deps: CopyForgottenDeps,
  { tenant, key }: { tenant: string; key: string },
  signal = AbortSignal.timeout(COPY_MS),
  listed?: ListedKeys,
): Promise<CopiedDocument> {
  const link = await forgottenLink(deps.docs, key, listed);
  const lastsave = await timeOfForgotten(deps.docs, link, signal);
  const document = await copyLink(deps, { tenant, key, lastsave }, link, signal);
  return { key, lastsave, files: { ...NO_FILES, document } };
}

/** What serves as `lastsave` of a forgotten file: when Docs wrote it, or a digest of its content. */
export async function timeOfForgotten(
  docs: DocsFiles,
  link: FileLink,
  signal = AbortSignal.timeout(COPY_MS),
): Promise<string> {
  const { body, lastModified } = await openFile(docs, link, signal);
  if (lastModified !== null) {
    await body.cancel();
    return lastModified;
  }
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk);
  return `sha256-${hash.digest('hex').slice(0, 16)}`;
}

/**
 * Whether Docs still has the file that was copied: Docs gives the same time of writing, and the length
 * of the copy.
 *
 * @param copied `lastsave` as `timeOfForgotten` gave it, and the copy's size in bytes
 */
export async function isStillThere(
  docs: DocsFiles,
  link: FileLink,
  copied: { lastsave: string; size: number },
): Promise<boolean> {
  const { body, length, lastModified } = await openFile(docs, link, AbortSignal.timeout(COPY_MS));
  await body.cancel();
  return lastModified === copied.lastsave && length === copied.size;
}

type Body = { name: string; body: ReadableStream<Uint8Array>; length: number | null };

async function storeBody(
  { bucket, maxFileBytes }: CopyDeps,
  { tenant, key: document, ...save }: Save,
  { name, ...body }: Body,
  signal?: AbortSignal,
): Promise<StoredFile> {
  const key = keys.saved(tenant, document, folderOf(save), name);
  const copied = await copyToBucket({
    ...body,
    s3: bucket.s3,
    bucket: bucket.name,
    key,
    name,
    maxBytes: maxFileBytes,
    // S3 accepts only ASCII here, and 2 KB.
    metadata: { 'document-key': documentFolder(document) },
    signal,
  });
  return { name, bucket: bucket.name, key, ...copied };
}
