import { DOCS_CLOCK_SECONDS, verifyOutbox } from '../../docs/token.ts';
import { GatewayError } from '../../errors.ts';
import { isDeeperThan } from '../../json.ts';
import { addLogFields, count } from '../../log.ts';
import { METRICS } from '../../metric.ts';
import type { SecretReader } from '../../secret.ts';
import { readBytes } from '../body/bytes.ts';
import type { Call } from '../call.ts';
import { readBearer } from '../headers.ts';

/** What checking a token of Docs needs. */
export type TokenDeps = {
  outbox: SecretReader;
  /** The header that Docs sends its tokens in. */
  tokenHeader: string;
};

/** The claims of a token of Docs. */
export type Claims = Record<string, unknown>;

/** How long after Docs signed a callback it is accepted, retries included. */
const MAX_AGE_MS = 10 * 60_000;
const MAX_AHEAD_MS = DOCS_CLOCK_SECONDS * 1000;
/** Far more than a history of Docs has, and few enough for recursive functions. */
const MAX_LEVELS = 100;

/**
 * The claims of a callback's token. The token in the body takes precedence: if the history is long, only
 * that token is complete.
 *
 * @throws {GatewayError} FORBIDDEN when the callback is not from Docs, or stale; MALFORMED, TOO_LARGE
 */
export async function readToken(
  { outbox, tokenHeader }: TokenDeps,
  call: Call,
): Promise<Claims & { iat: number }> {
  const claims = await claimsIn(outbox, tokenHeader, call);
  const { iat } = claims;
  if (typeof iat === 'number' && isFresh(iat)) return { ...withoutDeepFields(claims), iat };
  countRefused();
  const message =
    'The token of Docs is more than ten minutes old, or its time is more than five minutes ahead.';
  throw new GatewayError('FORBIDDEN', message);
}

async function claimsIn(outbox: SecretReader, header: string, call: Call): Promise<Claims> {
  const body = parsed(readBytes(call).toString('utf8'));
  const inBody = tokenIn(body);
  if (inBody !== undefined) return verifyOutbox(outbox, inBody, countRefused);
  const inHeader = readBearer(call.headers, header);
  if (inHeader !== undefined) return payloadOf(await verifyOutbox(outbox, inHeader, countRefused));
  // The parser's own error quotes the text.
  if (body === undefined)
    throw new GatewayError('MALFORMED', 'The body cannot be read: it is not JSON.');
  throw new GatewayError('FORBIDDEN', 'The callback has no token of Docs.');
}

/**
 * Counts a callback that Docs signed at a time that is refused: the clock of Docs is wrong, or someone sends an old
 * callback again. It is not published, because the same old callback may come any number of times.
 */
function countRefused(): void {
  count(METRICS.callbackRefused);
}

/** The claims without those that are nested too deeply to be written as JSON again. */
function withoutDeepFields(claims: Claims): Claims {
  const entries = Object.entries(claims);
  const deep = entries.filter(([, value]) => isDeeperThan(MAX_LEVELS, value));
  if (deep.length === 0) return claims;
  addLogFields({ tooDeep: deep.map(([name]) => name).join() });
  return Object.fromEntries(entries.filter((entry) => !deep.includes(entry)));
}

/** A token in a header has the callback's fields in its claim `payload`. */
function payloadOf({ payload, iat }: Claims): Claims {
  if (typeof payload !== 'object' || payload === null)
    throw new GatewayError('FORBIDDEN', 'The token of Docs contains no callback.');
  return { ...payload, iat };
}

function tokenIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('token' in body)) return undefined;
  return typeof body.token === 'string' && body.token !== '' ? body.token : undefined;
}

/** Parsed without the strict checks of requests, because only the token in the body is used. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isFresh(iat: number): boolean {
  const ageMs = Date.now() - iat * 1000;
  return ageMs >= -MAX_AHEAD_MS && ageMs <= MAX_AGE_MS;
}
