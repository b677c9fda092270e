import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { withRetries } from './transport/retry.ts';
import type { CallOptions, GatewayFile } from './types.ts';

const RETRIES = 2;

/**
 * Saves a file of a build or a document. Nothing is at the path until the whole content has arrived and
 * its digest is right; then it replaces what was there.
 *
 * @param path of the file, or of a folder, which ends in a slash or exists: the file then keeps its name
 * @returns the path of the saved file
 * @throws {FileError} when the file cannot be downloaded
 */
export async function saveFile(
  file: GatewayFile,
  path: string,
  { signal }: CallOptions = {},
): Promise<string> {
  const target = (await isFolder(path)) ? join(path, nameOf(file)) : path;
  const part = `${target}.${process.pid}.${Date.now()}.part`;
  await mkdir(dirname(target), { recursive: true });
  try {
    await withRetries(() => write(file, part, signal), { retries: RETRIES, signal });
    await rename(part, target);
  } finally {
    await rm(part, { force: true });
  }
  return target;
}

async function write(file: GatewayFile, path: string, signal?: AbortSignal): Promise<void> {
  const content = (await file.stream(signal && { signal })) as ReadableStream;
  await pipeline(Readable.fromWeb(content), createWriteStream(path), { signal });
}

async function isFolder(path: string): Promise<boolean> {
  if (path.endsWith('/') || path.endsWith(sep)) return true;
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** A script chose the name: only its last segment is used, on every system. */
function nameOf({ name }: GatewayFile): string {
  const last = basename(name.replaceAll('\\', '/'));
  return last === '' || last === '.' || last === '..' ? 'file' : last;
}
