import { GatewayError } from '../errors.ts';
import type { DocsFiles } from './client.ts';
import { failureOf, retryAfter } from './exchange.ts';
import { fileIn } from './file-answer.ts';
import type { FileLink } from './result-links.ts';

export type OpenedFile = {
  body: ReadableStream<Uint8Array>;
  /** In bytes; null if Docs does not send it. */
  length: number | null;
  /** When Docs wrote the file, RFC 3339, to the second; null if Docs does not send it. */
  lastModified: string | null;
};

/** From the request until the answer is known to be a file; the caller's signal limits the rest. */
const START_TIMEOUT_MS = 20_000;

/**
 * Opens one file of Docs: a result, a save or a forgotten file. The caller must read or cancel the whole
 * body. An answer that is not the file (see `fileIn`) is an error.
 *
 * @throws {GatewayError} RESULT_EXPIRED when the link is too old or leads to no file, DOCS_UNAVAILABLE when
 *   Docs cannot be reached or sends a page in place of the file, SCRIPT_FAILED when Docs cannot serve a file
 *   of this name, STORAGE_FAILED when the end of the file could not be verified, DOCS_PROTOCOL for any other
 *   answer
 */
export async function openFile(
  docs: DocsFiles,
  link: FileLink,
  signal?: AbortSignal,
): Promise<OpenedFile> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), START_TIMEOUT_MS);
  try {
    const either = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
    return await open(docs, link, either);
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    const why = silence.signal.aborted ? 'no answer' : failureOf(cause);
    const message = `Docs did not send ${quoted(link.name)} (${why})`;
    throw new GatewayError('DOCS_UNAVAILABLE', message, { cause });
  } finally {
    clearTimeout(timer);
  }
}

async function open(docs: DocsFiles, link: FileLink, signal: AbortSignal): Promise<OpenedFile> {
  const response = await docs.fetch(link.url, {
    // The length of a compressed answer differs from the length of the file.
    headers: { 'accept-encoding': 'identity' },
    redirect: 'manual',
    signal,
  });
  const { status, headers } = response;
  if (status !== 200) {
    await response.body?.cancel();
    throw refusalOf(response, link);
  }
  const body = await fileIn(docs, link, response);
  if (!body) throw notTheFile(headers, link);
  if (!isEndVerifiable(headers)) {
    await body.cancel();
    throw withoutEnd(link);
  }
  return { body, length: lengthOf(headers), lastModified: lastModifiedOf(headers) };
}

/**
 * Whether a file that is cut short is noticed: `fetch` verifies an announced length and the last chunk. An
 * answer with neither ends where the connection does. Of a compressed answer `fetch` verifies only the
 * announced length, because it decompresses the rest of a file like the whole.
 */
function isEndVerifiable(headers: Headers): boolean {
  if (headers.has('content-length')) return true;
  return !isCompressed(headers) && /\bchunked\s*$/i.test(headers.get('transfer-encoding') ?? '');
}

/** The gateway asks for no compression, but a proxy may compress all the same. */
function isCompressed(headers: Headers): boolean {
  return (headers.get('content-encoding') ?? 'identity').toLowerCase() !== 'identity';
}

function withoutEnd({ name }: FileLink): GatewayError {
  const message = `Docs sent ${quoted(name)} without its length, so that a part of it could not be told from the whole`;
  return new GatewayError('STORAGE_FAILED', message);
}

function notTheFile(headers: Headers, { name }: FileLink): GatewayError {
  const type = headers.get('content-type')?.split(';')[0] ?? 'no content type';
  const message = `Docs sent something other than the file ${quoted(name)} (${type})`;
  return new GatewayError('DOCS_UNAVAILABLE', message);
}

function lengthOf(headers: Headers): number | null {
  const length = headers.get('content-length');
  return length === null || isCompressed(headers) ? null : Number(length);
}

function lastModifiedOf(headers: Headers): string | null {
  const time = Date.parse(headers.get('last-modified') ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

function refusalOf({ status, headers }: Response, { name, url }: FileLink): GatewayError {
  const message = `Docs answered ${status} to its own link of ${quoted(name)}`;
  if (status === 429 || status >= 500) {
    const retryAfterSeconds = retryAfter(headers.get('retry-after'), Date.now());
    return new GatewayError('DOCS_UNAVAILABLE', message, { retryAfterSeconds });
  }
  if (status !== 410 && status >= 400 && !isLinkable(name)) {
    const why = 'Docs cannot serve names with #, ?, % or a leading dot';
    return new GatewayError('SCRIPT_FAILED', `${message}; ${why}: save it under another name`);
  }
  const where = 'its files are not served below docs.url, or its proxy does not know the path';
  const why = status === 404 && isFresh(url) ? `, which has not expired: ${where}` : '';
  const isGone = [403, 404, 410].includes(status);
  return new GatewayError(isGone ? 'RESULT_EXPIRED' : 'DOCS_PROTOCOL', `${message}${why}`);
}

/** Whether the expiry time in a link, in Unix seconds, is in the future. */
function isFresh(url: string): boolean {
  const expires = Number(/[?&]expires=(\d+)/.exec(url)?.[1] ?? 0);
  return expires * 1000 > Date.now();
}

/** Docs signs and serves links without encoding the name, and so cannot serve these. */
function isLinkable(name: string): boolean {
  return !/[#?%\\]|(^|\/)\./.test(name);
}

function quoted(name: string): string {
  return JSON.stringify(name);
}
