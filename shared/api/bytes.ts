import { GatewayError } from '../errors.ts';

/** API Gateway's limit, which the emulator does not have. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

type Headers = Record<string, string | undefined>;
/** The body of a request as API Gateway sends it to a function. */
export type Sent = { headers: Headers; body?: string; isBase64Encoded: boolean };

/** @throws {GatewayError} TOO_LARGE over 10 MB */
export function readBytes({ headers, body = '', isBase64Encoded }: Sent): Buffer {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const length = Math.max(bytes.length, Number(headers['content-length'] ?? 0));
  if (length > MAX_BODY_BYTES)
    throw new GatewayError(
      'TOO_LARGE',
      `The body has ${length} bytes; the limit is ${MAX_BODY_BYTES}.`,
    );
  return bytes;
}
