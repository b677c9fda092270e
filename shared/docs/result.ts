import { posix } from 'node:path';
import { GatewayError } from '../errors.ts';
import type { DocsFiles } from './client.ts';
import { failureOf, retryAfter } from './exchange.ts';
import { rebase } from './origin.ts';

/** A file of a build, and where to fetch it: for 15 minutes, from an address that we can reach. */
export type ResultLink = { name: string; url: string };

export type OpenedResult = {
  body: ReadableStream<Uint8Array>;
  /** In bytes; null where Docs does not say. */
  length: number | null;
  /** When Docs wrote the file, RFC 3339, to the second; null where Docs does not say. */
  lastModified: string | null;
};

/** From asking to the first byte; how long the rest takes is up to the caller's signal. */
const HEADERS_TIMEOUT_MS = 20_000;

/**
 * Docs' links with a path as the engine wrote it become links that can be fetched, each with a name of
 * its own: the last segment of the path, which a backslash in a name makes longer.
 */
export function readResultLinks(docs: DocsFiles, urls: Record<string, string>): ResultLink[] {
  const taken = new Set<string>();
  return Object.keys(urls)
    .sort(bareFirst)
    .map((path) => {
      const name = freeName(lastOf(path), taken);
      taken.add(name);
      const url = encoded(urls[path] ?? '', path);
      return { name, url: rebase(url, docs.url, docs.storageOrigins) };
    });
}

/** A file that was saved by its bare name keeps it; in one order, so that fresh links have the same names. */
function bareFirst(a: string, b: string): number {
  return Number(a.includes('/')) - Number(b.includes('/')) || (a < b ? -1 : 1);
}

/** `a.docx`, and where that is taken `a (2).docx`. */
function freeName(name: string, taken: Set<string>): string {
  const { name: stem, ext } = posix.parse(name);
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${stem} (${count})${ext}`;
  return free;
}

/** The whole path where nothing stands behind its last slash: every file has a name. */
function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1) || path.replaceAll('/', '_');
}

/**
 * Opens one file of a build. The whole of it must be read, or cancelled.
 *
 * @throws {GatewayError} RESULT_EXPIRED when the link is too old, DOCS_UNAVAILABLE when Docs cannot be
 *   asked, SCRIPT_FAILED when Docs cannot give out a file of this name
 */
export async function openResult(
  docs: DocsFiles,
  link: ResultLink,
  signal?: AbortSignal,
): Promise<OpenedResult> {
  const response = await request(docs, link, signal);
  if (response.status !== 200 || !response.body) {
    await response.body?.cancel();
    throw refusalOf(response, link);
  }
  const { body, headers } = response;
  return { body, length: lengthOf(headers), lastModified: lastModifiedOf(headers) };
}

async function request(docs: DocsFiles, { name, url }: ResultLink, signal?: AbortSignal) {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), HEADERS_TIMEOUT_MS);
  try {
    return await docs.fetch(url, {
      // A compressed answer would have another length than the file.
      headers: { 'accept-encoding': 'identity' },
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, silence.signal]) : silence.signal,
    });
  } catch (cause) {
    const why = silence.signal.aborted ? 'no answer' : failureOf(cause);
    const message = `Docs did not give out ${quoted(name)} (${why})`;
    throw new GatewayError('DOCS_UNAVAILABLE', message, { cause });
  } finally {
    clearTimeout(timer);
  }
}

function lengthOf(headers: Headers): number | null {
  const encoding = headers.get('content-encoding') ?? 'identity';
  const length = headers.get('content-length');
  return length === null || encoding !== 'identity' ? null : Number(length);
}

function lastModifiedOf(headers: Headers): string | null {
  const time = Date.parse(headers.get('last-modified') ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

function refusalOf({ status, headers }: Response, { name }: ResultLink): GatewayError {
  const said = `Docs answered ${status} to its own link of ${quoted(name)}`;
  if (status === 429 || status >= 500) {
    const retryAfterSeconds = retryAfter(headers.get('retry-after'), Date.now());
    return new GatewayError('DOCS_UNAVAILABLE', said, { retryAfterSeconds });
  }
  if (status !== 410 && status >= 400 && !isLinkable(name)) {
    const why = 'Docs cannot give out names with #, ?, % or a leading dot';
    return new GatewayError('SCRIPT_FAILED', `${said}; ${why}: save it under another name`);
  }
  const expired = [403, 404, 410].includes(status);
  return new GatewayError(expired ? 'RESULT_EXPIRED' : 'DOCS_PROTOCOL', said);
}

/** Docs signs and serves links without encoding the name, and trips over these. */
function isLinkable(name: string): boolean {
  return !/[#?%\\]|(^|\/)\./.test(name);
}

/**
 * Docs writes `…/<name>/<last segment of name>?…&filename=<it>` with the name as it is, so that a `#`
 * ends the path and a `?` begins the query. Knowing the name, we find both and encode them. A link of
 * another form, one straight into a storage for instance, is left alone.
 */
function encoded(url: string, name: string): string {
  const last = lastOf(name);
  const [before, query, ...more] = url.split(`/${name}/${last}?`);
  if (before === undefined || query === undefined || more.length > 0) return url;
  const parameters = query.replace(/&filename=.*$/s, '');
  const path = `${encodedPath(name)}/${encodedPath(last)}`;
  return `${before}/${path}?${parameters}&filename=${encodeURIComponent(last.toWellFormed())}`;
}

/**
 * Docs decodes a name that holds escapes before it signs it, and decodes a path without its reserved
 * characters: both stay as they are.
 */
function encodedPath(name: string): string {
  return encodeURI(name.toWellFormed())
    .replace(/%25([0-9A-F]{2})/gi, '%$1')
    .replaceAll('#', '%23')
    .replaceAll('?', '%3F');
}

function quoted(name: string): string {
  return JSON.stringify(name);
}
