import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';
import { GatewayError, nameOf } from '../errors.ts';

export type DownloadOptions = {
  maxBytes: number;
  signal: AbortSignal;
  /** Resolves the host to the address to connect to. */
  lookup: LookupFunction;
};

/**
 * Downloads a URL whose address was checked, over a connection of its own. Redirects are not followed and
 * nothing is decompressed, so `maxBytes` limits the bytes that are received.
 *
 * @throws {GatewayError} SOURCE_REFUSED, SOURCE_DOWNLOAD or SCRIPT_TOO_LARGE
 */
export async function download(target: URL, options: DownloadOptions): Promise<Buffer> {
  const { maxBytes, signal } = options;
  try {
    const response = await open(target, options);
    try {
      checkAnswer(response, target, maxBytes);
      return await readAll(response, target, maxBytes);
    } finally {
      response.destroy();
    }
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    const why = signal.aborted ? 'it timed out' : codeOf(error);
    const message = `the download from ${target.hostname} failed: ${why}`;
    throw new GatewayError('SOURCE_DOWNLOAD', message, { cause: error });
  }
}

function open(target: URL, { signal, lookup }: DownloadOptions): Promise<http.IncomingMessage> {
  signal.throwIfAborted();
  const { request } = target.protocol === 'https:' ? https : http;
  const headers = { 'accept-encoding': 'identity', 'user-agent': 'docs-gateway' };
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  // Without an agent: connections are not shared between builds and use no proxy.
  request(target, { agent: false, headers, lookup, signal })
    .on('response', resolve)
    .on('error', reject)
    .end();
  return promise;
}

function checkAnswer(
  { statusCode = 0, headers }: http.IncomingMessage,
  { hostname }: URL,
  maxBytes: number,
): void {
  if (statusCode >= 300 && statusCode < 400) {
    const message = `the source's host ${hostname} answered with a redirect (${statusCode}), which is not followed`;
    throw new GatewayError('SOURCE_REFUSED', message);
  }
  if (statusCode !== 200) {
    const message = `the source's host ${hostname} answered ${statusCode}`;
    throw new GatewayError('SOURCE_DOWNLOAD', message);
  }
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    const message = `the source's host ${hostname} sent a compressed answer, which is not accepted`;
    throw new GatewayError('SOURCE_REFUSED', message);
  }
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
}

async function readAll(response: http.IncomingMessage, target: URL, maxBytes: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  if (response.complete) return Buffer.concat(chunks);
  const message = `the source's host ${target.hostname} closed the connection before the end of the answer`;
  throw new GatewayError('SOURCE_DOWNLOAD', message);
}

function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError('SCRIPT_TOO_LARGE', `the source is larger than ${maxBytes} bytes`);
}

/** A code such as `ECONNREFUSED`; never the message, which may contain the URL. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : nameOf(error);
}
