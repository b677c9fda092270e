import { GatewayError } from '../../errors.ts';
import { parseJson } from '../../json.ts';
import { decodeUtf8 } from '../../utf8.ts';
import { readBytes, type Sent } from './bytes.ts';

type Headers = Sent['headers'];

/** A kind of body. Each function bundles only the readers of the kinds that it accepts. */
export type BodyKind = {
  mediaType: string;
  /** @throws {GatewayError} MALFORMED */
  read(bytes: Buffer, contentType: string): unknown;
};

const NOT_UTF8 =
  'The body is not UTF-8. Encode it as UTF-8 before you send it; some clients, such as Windows PowerShell 5.1, send Latin-1 unless told otherwise. Write the character U+FFFD as the escape \\uFFFD.';

export const JSON_BODY: BodyKind = {
  mediaType: 'application/json',
  read(bytes) {
    const text = decodeUtf8(bytes);
    // API Gateway puts U+FFFD in place of bytes that are not UTF-8, before this function sees them.
    if (text === undefined || text.includes('\uFFFD'))
      throw new GatewayError('MALFORMED', NOT_UTF8);
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
  const charset = charsetOf(parameters);
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw unsupported(`the charset ${charset}`, accepted);

  const name = type.trim();
  const kind = accepted.find(({ mediaType }) => mediaType === name);
  if (kind) return kind;
  throw unsupported(name ? `the content type ${name}` : 'a body without content type', accepted);
}

/** The value of the parameter `charset`. Without a regular expression, because any text may be sent. */
function charsetOf(parameters: string[]): string | undefined {
  const pairs = parameters.map((text) => text.split('=').map((part) => part.trim()));
  const [, value] = pairs.find(([name]) => name === 'charset') ?? [];
  const isQuoted = value?.startsWith('"') && value.endsWith('"');
  return isQuoted ? value?.slice(1, -1) : value;
}

function unsupported(what: string, accepted: BodyKind[]): GatewayError {
  const types = accepted.map(({ mediaType }) => mediaType).join(' or ');
  return new GatewayError(
    'UNSUPPORTED_MEDIA_TYPE',
    `This route does not accept ${what}. Send ${types}, in UTF-8, without a content coding.`,
  );
}
