import { CORRELATION_ID_PATTERN } from '../build/metadata.ts';
import { type ErrorCode, GatewayError } from '../errors.ts';

type Headers = Record<string, string | undefined>;

/** API Gateway ends every call after 30 s; this API answers within 25 s. */
export const MAX_WAIT_SECONDS = 25;

/** One preference: everything up to a comma outside of quotes. API Gateway joins repeated headers with commas. */
const PREFERENCES = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g;
const NAME = /^\s*([^\s=;]+)/;
const WAIT = /^\s*wait\s*=\s*(?:"(\d{1,9})"|(\d{1,9}))\s*(?:;.*)?$/i;

/**
 * The seconds of `Prefer: wait=N`, at most 25; `undefined` without a valid `wait`. The first `wait`
 * counts.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7240
 */
export function readWait(prefer = ''): number | undefined {
  const preferences = prefer.match(PREFERENCES) ?? [];
  const first = preferences.find((text) => NAME.exec(text)?.[1]?.toLowerCase() === 'wait');
  const [, quoted, bare] = WAIT.exec(first ?? '') ?? [];
  const seconds = Number(quoted ?? bare ?? 0);
  return seconds > 0 ? Math.min(seconds, MAX_WAIT_SECONDS) : undefined;
}

/**
 * The header `Idempotency-Key`.
 *
 * @throws {GatewayError} REQUEST_INVALID unless it is 1 to 128 printable ASCII characters
 */
export function readIdempotencyKey(headers: Headers): string | undefined {
  return readHeader(
    headers,
    'idempotency-key',
    /^[ -~]{1,128}$/,
    '1 to 128 printable ASCII characters',
  );
}

/**
 * The header `x-correlation-id`.
 *
 * @throws {GatewayError} REQUEST_INVALID unless it is 1 to 128 printable characters
 */
export function readCorrelationId(headers: Headers): string | undefined {
  return readHeader(
    headers,
    'x-correlation-id',
    CORRELATION_ID_PATTERN,
    '1 to 128 printable characters',
  );
}

/** @throws {GatewayError} MALFORMED when `Authorization` was sent twice, which API Gateway joins with a comma */
export function refuseRepeatedHeaders(headers: Headers): void {
  if (headers.authorization?.includes(','))
    throw headerError('MALFORMED', 'authorization', 'was sent more than once');
}

/**
 * The token of a header `Bearer <token>`.
 *
 * @param name in any case; Docs sends its tokens in a header that is configured
 */
export function readBearer(headers: Headers, name: string): string | undefined {
  return /^Bearer (\S+)$/.exec(headers[name.toLowerCase()] ?? '')?.[1];
}

function readHeader(
  headers: Headers,
  name: string,
  rule: RegExp,
  ruleText: string,
): string | undefined {
  const value = headers[name];
  if (value === undefined || rule.test(value)) return value;
  throw headerError('REQUEST_INVALID', name, `must be ${ruleText}`);
}

/** The error for a header that breaks a rule. */
export function headerError(
  code: Extract<ErrorCode, 'MALFORMED' | 'REQUEST_INVALID'>,
  header: string,
  detail: string,
): GatewayError {
  const errors = [{ header, detail }];
  return new GatewayError(code, `The header ${header} ${detail}.`, { errors });
}
