import { createHmac, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, join, normalize, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import mime from 'mime';
import { endWith } from './answer.ts';
import type { Faults } from './faults.ts';

/** Where results are served; keys and names follow. */
export const RESULTS_PATH = '/cache/files/data/';

export type ResultOptions = {
  /** Holds results, by key. */
  data: string;
  faults: Faults;
  /** How long a link works, in seconds. */
  linkLifetimeS: number;
};

export type Results = ReturnType<typeof resultStore>;

/** The files that scripts saved, and the signed links by which anybody may fetch them. */
export function resultStore({ data, faults, linkLifetimeS }: ResultOptions) {
  const secret = randomBytes(32);
  // Named md5 as in the links of the real one; only whoever signs can tell what it is.
  const signature = (expires: number, path: string) =>
    createHmac('md5', secret).update(`${expires}${path}`).digest('base64url');

  /**
   * Fresh links of a key's files, by name, in the order of the folder. Names stand in them as they are.
   *
   * @throws {URIError} when a name holds a `%` that is no escape
   */
  async function links(base: string, key: string, shardKey: string | null) {
    const folder = join(data, key, 'output');
    const lifetime = faults.take('expired-links') ? -linkLifetimeS : linkLifetimeS;
    const expires = Math.ceil(Date.now() / 1000) + lifetime;
    const urls: Record<string, string> = {};
    for (const name of await namesIn(folder)) {
      const path = `${RESULTS_PATH}${key}/output/${name}/${basename(name)}`;
      const md5 = signature(expires, decodeURIComponent(path));
      const shard = shardKey === null ? '' : `&shardkey=${encodeURIComponent(shardKey)}`;
      urls[name] =
        `${base}${path}?md5=${md5}&expires=${expires}${shard}&filename=${basename(name)}`;
    }
    return urls;
  }

  /** Answers a request for a file, with all the oddities that names have in links. */
  async function serve(request: IncomingMessage, response: ServerResponse) {
    const target = request.url ?? '';
    const isNested = target.slice(RESULTS_PATH.length).includes('/');
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
    const name = decodeURI(path.slice(RESULTS_PATH.length, path.lastIndexOf('/')));
    const file = normalize(join(data, name));
    const inside = relative(data, file).split(sep);
    return inside.some((part) => part.startsWith('.')) ? null : file;
  }

  async function sendFile(file: string | null, request: IncomingMessage, response: ServerResponse) {
    const size = file && (await stat(file).catch(() => null))?.size;
    if (!file || typeof size !== 'number') return endWith(response, 400, '');
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
    if (range) response.setHeader('content-range', `bytes ${start}-${end}/${size}`);
    if (!faults.take('no-length')) response.setHeader('content-length', end - start + 1);
    if (size === 0) return response.end();
    const cut = faults.take('cut-result');
    const last = cut ? Math.min(end, start + cut.bytes - 1) : end;
    await pipeline(createReadStream(file, { start, end: last }), response, { end: !cut });
    if (cut) response.destroy();
  }

  return { links, serve };
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
