import { createHmac, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, join, normalize, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import mime from 'mime';
import type { Faults } from '../faults.ts';
import { endWith } from './response.ts';

/**
 * Where files are served: `data` holds those of builds and saves, `forgotten` the forgotten files.
 */
const FILES_PATH = '/cache/files/';
const FOLDERS = ['data', 'forgotten'];

export type ServedFilesOptions = {
  /** The folder that contains `data` and `forgotten`. */
  root: string;
  faults: Faults;
  /** How long a link is valid, in seconds. */
  linkLifetimeS: number;
  /** Only set in a sharded cluster. */
  defaultShardKey?: string;
};

export type ServedFiles = ReturnType<typeof servedFiles>;

/** Whether the path of a request is that of a served file. */
export const isFilePath = (path: string) =>
  FOLDERS.some((folder) => path.startsWith(`${FILES_PATH}${folder}/`));

/** The files that Docs serves, and the signed links that anybody may download them from. */
export function servedFiles({ root, faults, linkLifetimeS, defaultShardKey }: ServedFilesOptions) {
  const secret = randomBytes(32);
  // If a request has no shard key, Docs writes the last one of any request into its links.
  let lastShardKey = defaultShardKey;
  // Docs' links call the signature `md5`; the algorithm does not matter to callers.
  const signature = (expires: number, path: string) =>
    createHmac('md5', secret).update(`${expires}${path}`).digest('base64url');

  /**
   * A new link to a file. It contains the name unescaped.
   *
   * @param file path below the root, with slashes
   * @throws {URIError} if the name contains a `%` that does not begin an escape
   */
  function link(
    base: string,
    file: string,
    shardKey: string | null,
    lifetimeS = nextLifetimeS(),
  ): string {
    const expires = Math.ceil(Date.now() / 1000) + lifetimeS;
    const path = `${FILES_PATH}${file}/${basename(file)}`;
    const md5 = signature(expires, decodeURIComponent(path));
    lastShardKey = shardKey ?? lastShardKey;
    const shard = lastShardKey === undefined ? '' : `&shardkey=${encodeURIComponent(lastShardKey)}`;
    return `${base}${path}?md5=${md5}&expires=${expires}${shard}&filename=${basename(file)}`;
  }

  const nextLifetimeS = () => (faults.take('expired-links') ? -linkLifetimeS : linkLifetimeS);

  /** New links to the files of a build, by name, in the order of the folder. */
  async function links(base: string, key: string, shardKey: string | null) {
    const names = await tenantAndIdIn(join(root, 'data', key, 'output'));
    const lifetimeS = nextLifetimeS();
    const linkOf = (name: string) => link(base, `data/${key}/output/${name}`, shardKey, lifetimeS);
    return Object.fromEntries(names.map((name) => [name, linkOf(name)]));
  }

  /**
   * Answers the request of a file. Special characters in names fail in the same ways as in Docs.
   */
  async function serve(request: IncomingMessage, response: ServerResponse) {
    const target = request.url ?? '';
    const isNested = target.split('/').length > 5;
    if (request.method !== 'GET' || !isNested) return endWith(response, 404);
    const query = new URL(target, 'http://docs').searchParams;
    const [md5, expires] = [query.get('md5'), Number.parseInt(query.get('expires') ?? '', 10)];
    if (!md5 || !expires) return endWith(response, 403);
    if (Math.floor(Date.now() / 1000) > expires) return endWith(response, 410);
    const path = target.split('?')[0] ?? '';
    if (md5 !== signature(expires, decodeURIComponent(path))) return endWith(response, 403);
    await sendFile(fileOf(path), request, response);
  }

  /**
   * `decodeURI` keeps the escapes of reserved characters, so `%23` never finds the file named `#`.
   */
  function fileOf(path: string): string | null {
    const name = decodeURI(path.slice(FILES_PATH.length, path.lastIndexOf('/')));
    const file = normalize(join(root, name));
    const inside = relative(root, file).split(sep);
    return inside.some((part) => part.startsWith('.')) ? null : file;
  }

  async function sendFile(file: string | null, request: IncomingMessage, response: ServerResponse) {
    const found = file && (await stat(file).catch(() => null));
    if (!file || !found) return endWith(response, 400, '');
    const { size, mtime } = found;
    const range = rangeOf(request.headers.range, size);
    if (range === 'unsatisfiable') {
      response.setHeader('content-range', `bytes */${size}`);
      return endWith(response, 400, '');
    }
    const { start, end } = range ?? { start: 0, end: size - 1 };
    response.statusCode = range ? 206 : 200;
    response.setHeader('content-type', mime.getType(file) ?? 'application/octet-stream');
    response.setHeader('content-disposition', 'attachment');
    response.setHeader('accept-ranges', 'bytes');
    response.setHeader('last-modified', mtime.toUTCString());
    response.setHeader('etag', `W/"${size.toString(16)}-${mtime.getTime().toString(16)}"`);
    if (range) response.setHeader('content-range', `bytes ${start}-${end}/${size}`);
    if (!faults.take('no-length')) response.setHeader('content-length', end - start + 1);
    if (size === 0) return response.end();
    const cut = faults.take('cut-result');
    const last = cut ? Math.min(end, start + cut.bytes - 1) : end;
    await pipeline(createReadStream(file, { start, end: last }), response, { end: !cut });
    if (cut) response.destroy();
  }

  return {
    link,
    links,
    serve,
    /** The full path of a file; `file` is its path below the root, with slashes. */
    fileAt: (file: string) => join(root, file),
  };
}

/** The names of all files in a folder, with their subfolders, in the order that Node reads them. */
async function tenantAndIdIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(relative(folder, entry.parentPath), entry.name));
}

function rangeOf(header: string | undefined, size: number) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (!match[1] && !match[2])) return null;
  const start = match[1] ? Number(match[1]) : size - Number(match[2]);
  const end = match[1] && match[2] ? Math.min(Number(match[2]), size - 1) : size - 1;
  return start < 0 || start >= size || start > end ? 'unsatisfiable' : { start, end };
}
