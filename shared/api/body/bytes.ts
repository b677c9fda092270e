import { GatewayError } from '../../errors.ts';

/**
 * Lambda's limit for an event, which the emulator does not have. API Gateway sends a form in base64: it reaches
 * the limit at 4.4 MB.
 */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

type Headers = Record<string, string | undefined>;
/** The body of a request as API Gateway sends it to a function. */
export type Sent = { headers: Headers; body?: string; isBase64Encoded: boolean };

/** @throws {GatewayError} TOO_LARGE when the body, as API Gateway sends it, exceeds Lambda's limit */
export function readBytes({ headers, body = '', isBase64Encoded }: Sent): Buffer {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const limit = isBase64Encoded ? (MAX_EVENT_BYTES / 4) * 3 : MAX_EVENT_BYTES;
  const length = Math.max(bytes.length, Number(headers['content-length'] ?? 0));
  if (length > limit)
    throw new GatewayError('TOO_LARGE', `The body has ${length} bytes; the limit is ${limit}.`);
  return bytes;
}
