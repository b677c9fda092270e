import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../errors.ts';
import { parseJson } from '../json.ts';
import { readForm } from './multipart.ts';

/** What API Gateway lets through; the emulator lets more. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

type Headers = Record<string, string | undefined>;
/** The body of a request as API Gateway hands it on. */
export type Sent = { headers: Headers; body?: string; isBase64Encoded: boolean };

/**
 * Reads the JSON of a request, from `application/json` or `multipart/form-data`.
 *
 * @throws {GatewayError} MALFORMED, UNSUPPORTED_MEDIA_TYPE, TOO_LARGE over 10 MB
 */
export async function readBody({ headers, body = '', isBase64Encoded }: Sent): Promise<unknown> {
  const type = mediaTypeOf(headers);
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const length = Math.max(bytes.length, Number(headers['content-length'] ?? 0));
  if (length > MAX_BODY_BYTES)
    throw new GatewayError('TOO_LARGE', `The body has ${length} bytes, ${MAX_BODY_BYTES} at most.`);

  if (type === 'multipart/form-data') return readForm(headers['content-type'] ?? '', bytes);
  if (!isUtf8(bytes)) throw new GatewayError('MALFORMED', 'The body is not UTF-8.');
  return parseJson(bytes.toString('utf8'));
}

function mediaTypeOf(headers: Headers): 'application/json' | 'multipart/form-data' {
  const coding = headers['content-encoding'] ?? 'identity';
  if (coding.toLowerCase() !== 'identity') throw unsupported(`the content coding ${coding}`);

  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = /^\s*charset\s*=\s*"?([^"]*?)"?\s*$/.exec(
    parameters.find((text) => /^\s*charset/.test(text)) ?? '',
  )?.[1];
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw unsupported(`the charset ${charset}`);

  const name = type.trim();
  if (name === 'application/json' || name === 'multipart/form-data') return name;
  throw unsupported(name ? `the content type ${name}` : 'a body without content type');
}

function unsupported(what: string): GatewayError {
  return new GatewayError(
    'UNSUPPORTED_MEDIA_TYPE',
    `We do not take ${what}: send application/json or multipart/form-data, in UTF-8, not encoded.`,
  );
}
