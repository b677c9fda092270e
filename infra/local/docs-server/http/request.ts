import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';

/** Beyond this Docs answers 500. */
const MAX_BODY_BYTES = 100 * 1024 * 1024;

/**
 * The body as bytes, unpacked; its content type does not matter.
 *
 * @throws when it is too large, packed in a way Docs does not know, or broken
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of unpacked(request)) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function unpacked(request: IncomingMessage): Readable {
  switch (request.headers['content-encoding']?.toLowerCase() ?? 'identity') {
    case 'identity':
      return request;
    case 'gzip':
      return request.pipe(createGunzip());
    case 'deflate':
      return request.pipe(createInflate());
    default:
      return request.pipe(refusal());
  }
}

const refusal = () =>
  new Transform({ transform: (_chunk, _encoding, done) => done(new Error('unknown encoding')) });

/** What links begin with: wherever the caller, or the proxy before us, says that we were addressed. */
export function baseUrl({ headers }: IncomingMessage): string {
  const first = (name: string) =>
    String(headers[name] ?? '')
      .split(',')[0]
      ?.trim();
  const said = first('cloudfront-forwarded-proto') || first('x-forwarded-proto') || 'http';
  const proto = /^https?$/.test(said) ? said : 'http';
  const host = first('x-forwarded-host') || headers.host || 'localhost';
  return `${proto}://${host}${headers['x-forwarded-prefix'] ?? ''}`.replaceAll('_', '%5f');
}
