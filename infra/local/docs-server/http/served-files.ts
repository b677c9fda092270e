import { createHmac, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, join, normalize, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import mime from 'mime';
import type { Faults } from '../faults.ts';
import { endWith } from './response.ts';

/** Where files are served: of builds and saves, and those that could not be handed over. */
const FILES_PATH = '/cache/files/';
const FOLDERS = ['data', 'forgotten'];

export type ResultOptions = {
  /** Holds the folders of files. */
  root: string;
  faults: Faults;
  /** How long a link works, in seconds. */
  linkLifetimeS: number;
  /** Set in a sharded cluster. */
  defaultShardKey?: string;
};

export type Results = ReturnType<typeof resultStore>;

/** Whether a request's path is that of a file. */
export const isFilePath = (path: string) =>
  FOLDERS.some((folder) => path.startsWith(`${FILES_PATH}${folder}/`));

/** The files that Docs gives out, and the signed links by which anybody may fetch them. */
export function resultStore({ root, faults, linkLifetimeS, defaultShardKey }: ResultOptions) {
  const secret = randomBytes(32);
  // Docs puts the last shard key that anybody used into the links of those who used none.
  let lastShardKey = defaultShardKey;
  // Named md5 as in the links of the real one; only whoever signs can tell what it is.
  const signature = (expires: number, path: string) =>
    createHmac('md5', secret).update(`${expires}${path}`).digest('base64url');

  /**
   * A fresh link of a file; its name stands in it as it is.
   *
   * @param file below the root, with slashes
   * @throws {URIError} when the name holds a `%` that is no escape
   */
  function link(base: string, file: string, shardKey: string | null, livesS = lifetime()): string {
    const expires = Math.ceil(Date.now() / 1000) + livesS;
    const path = `${FILES_PATH}${file}/${basename(file)}`;
    const md5 = signature(expires, decodeURIComponent(path));
    lastShardKey = shardKey ?? lastShardKey;
    const shard = lastShardKey === undefined ? '' : `&shardkey=${encodeURIComponent(lastShardKey)}`;
    return `${base}${path}?md5=${md5}&expires=${expires}${shard}&filename=${basename(file)}`;
  }

  const lifetime = () => (faults.take('expired-links') ? -linkLifetimeS : linkLifetimeS);

  /** Fresh links of a build's files, by name, in the order of the folder. */
  async function links(base: string, key: string, shardKey: string | null) {
    const names = await namesIn(join(root, 'data', key, 'output'));
    const livesS = lifetime();
    const linkOf = (name: string) => link(base, `data/${key}/output/${name}`, shardKey, livesS);
    return Object.fromEntries(names.map((name) => [name, linkOf(name)]));
  }

  /** Answers a request for a file, with all the oddities that names have in links. */
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

  /** Escapes of reserved characters are left alone here, so `%23` never finds the file named `#`. */
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
    /** Where a file lies; `file` is below the root, with slashes. */
    fileAt: (file: string) => join(root, file),
  };
}

/** In the order of their bytes, as directories are read here. */
async function namesIn(folder: string): Promise<string[]> {
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
