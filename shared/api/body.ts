import { GatewayError } from '../errors.ts';
import { parseJson } from '../json.ts';
import { decodeUtf8 } from '../utf8.ts';
import { readBytes, type Sent } from './bytes.ts';

type Headers = Sent['headers'];

/** A kind of body. Each function bundles only the readers of the kinds that it accepts. */
export type BodyKind = {
  mediaType: string;
  /** @throws {GatewayError} MALFORMED */
  read(bytes: Buffer, contentType: string): unknown;
};

export const JSON_BODY: BodyKind = {
  mediaType: 'application/json',
  read(bytes) {
    const text = decodeUtf8(bytes);
    if (text === undefined) throw new GatewayError('MALFORMED', 'The body is not UTF-8.');
    return parseJson(text);
  },
};

/**
 * Reads the body of a request.
 *
 * @throws {GatewayError} MALFORMED, UNSUPPORTED_MEDIA_TYPE, TOO_LARGE as `readBytes` does
 */
export async function readBody(sent: Sent, accepted: BodyKind[]): Promise<unknown> {
  const kind = kindOf(sent.headers, accepted);
  return kind.read(readBytes(sent), sent.headers['content-type'] ?? '');
}

function kindOf(headers: Headers, accepted: BodyKind[]): BodyKind {
  const coding = headers['content-encoding'] ?? 'identity';
  if (coding.toLowerCase() !== 'identity')
    throw unsupported(`the content coding ${coding}`, accepted);

  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = /^\s*charset\s*=\s*"?([^"]*?)"?\s*$/.exec(
    parameters.find((text) => /^\s*charset/.test(text)) ?? '',
  )?.[1];
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw unsupported(`the charset ${charset}`, accepted);

  const name = type.trim();
  const kind = accepted.find(({ mediaType }) => mediaType === name);
  if (kind) return kind;
  throw unsupported(name ? `the content type ${name}` : 'a body without content type', accepted);
}

function unsupported(what: string, accepted: BodyKind[]): GatewayError {
  const types = accepted.map(({ mediaType }) => mediaType).join(' or ');
  return new GatewayError(
    'UNSUPPORTED_MEDIA_TYPE',
    `This route does not accept ${what}. Send ${types}, in UTF-8, without a content coding.`,
  );
}
