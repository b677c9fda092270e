import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';

/** Docs answers 500 to a larger body. */
const MAX_BODY_BYTES = 100 * 1024 * 1024;

/**
 * Reads the body as bytes and decompresses it; its content type does not matter.
 *
 * @throws if it is too large, its content encoding is unknown to Docs, or it is damaged
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decompressed(request)) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decompressed(request: IncomingMessage): Readable {
  switch (request.headers['content-encoding']?.toLowerCase() ?? 'identity') {
    case 'identity':
      return request;
    case 'gzip':
      return request.pipe(createGunzip());
    case 'deflate':
      return request.pipe(createInflate());
    default:
      return request.pipe(unknownEncoding());
  }
}

const unknownEncoding = () =>
  new Transform({ transform: (_chunk, _encoding, done) => done(new Error('unknown encoding')) });

/**
 * The origin and prefix of links: the address that the caller, or a proxy in front of Docs, used.
 */
export function baseUrl({ headers }: IncomingMessage): string {
  const first = (name: string) =>
    String(headers[name] ?? '')
      .split(',')[0]
      ?.trim();
  const forwarded = first('cloudfront-forwarded-proto') || first('x-forwarded-proto') || 'http';
  const proto = /^https?$/.test(forwarded) ? forwarded : 'http';
  const host = first('x-forwarded-host') || headers.host || 'localhost';
  return `${proto}://${host}${headers['x-forwarded-prefix'] ?? ''}`.replaceAll('_', '%5f');
}
