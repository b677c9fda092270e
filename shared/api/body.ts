import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../errors.ts';
import { parseJson } from '../json.ts';
import { readBytes, type Sent } from './bytes.ts';
import { readForm } from './multipart.ts';

type Headers = Sent['headers'];
type MediaType = 'application/json' | 'multipart/form-data';

/**
 * Reads the JSON of a request, from `application/json` or `multipart/form-data`.
 *
 * @throws {GatewayError} MALFORMED, UNSUPPORTED_MEDIA_TYPE, TOO_LARGE over 10 MB
 */
export async function readBody(
  sent: Sent,
  takes: MediaType[] = ['application/json', 'multipart/form-data'],
): Promise<unknown> {
  const { headers } = sent;
  const type = mediaTypeOf(headers, takes);
  const bytes = readBytes(sent);
  if (type === 'multipart/form-data') return readForm(headers['content-type'] ?? '', bytes);
  if (!isUtf8(bytes)) throw new GatewayError('MALFORMED', 'The body is not UTF-8.');
  return parseJson(bytes.toString('utf8'));
}

function mediaTypeOf(headers: Headers, takes: MediaType[]): MediaType {
  const coding = headers['content-encoding'] ?? 'identity';
  if (coding.toLowerCase() !== 'identity') throw unsupported(`the content coding ${coding}`, takes);

  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = /^\s*charset\s*=\s*"?([^"]*?)"?\s*$/.exec(
    parameters.find((text) => /^\s*charset/.test(text)) ?? '',
  )?.[1];
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw unsupported(`the charset ${charset}`, takes);

  const name = type.trim();
  const taken = takes.find((mediaType) => mediaType === name);
  if (taken) return taken;
  throw unsupported(name ? `the content type ${name}` : 'a body without content type', takes);
}

function unsupported(what: string, takes: MediaType[]): GatewayError {
  return new GatewayError(
    'UNSUPPORTED_MEDIA_TYPE',
    `We do not take ${what}: send ${takes.join(' or ')}, in UTF-8, not encoded.`,
  );
}
