import { type Callback, parseCallback } from '../docs/callback.ts';
import { ownsKey } from '../docs/document-key.ts';
import { verifyOutbox } from '../docs/token.ts';
import { type ErrorCode, GatewayError, isGatewayError } from '../errors.ts';
import { utf8Length } from '../json.ts';
import type { SecretReader } from '../secret.ts';
import { TENANT_PATTERN } from '../workflow/request.ts';
import { readBytes } from './bytes.ts';
import type { Call } from './http.ts';

/** What is needed to tell Docs from everyone else. */
export type Recognition = {
  outbox: SecretReader;
  /** The header that Docs sends its tokens in. */
  tokenHeader: string;
  /** As configured; empty where all tenants share the keys. */
  keyPrefix: string;
};

export type ReceivedCallback = {
  tenant: string;
  callback: Callback;
  /** The claims of its token, from which it can be read again. */
  claims: Record<string, unknown>;
  /** What stands behind the `?` of the address that Docs was given. */
  query: Record<string, string>;
};

/** How long after Docs signed a callback it is taken, its retries included. */
const MAX_AGE_MS = 10 * 60_000;
/** How much Docs' clock may be ahead of ours. */
const MAX_AHEAD_MS = 60_000;
const MAX_QUERY_BYTES = 2048;

/**
 * Reads a callback of Docs: only what its token claims. The token in the body comes first, for only it
 * is whole when a history is long.
 *
 * @throws {GatewayError} FORBIDDEN when it is not Docs', is stale, or another tenant's document;
 *   REQUEST_INVALID, MALFORMED, TOO_LARGE
 */
export async function readCallback(
  { outbox, tokenHeader, keyPrefix }: Recognition,
  call: Call,
): Promise<ReceivedCallback> {
  const { tenant = 'default' } = call.params;
  if (!TENANT_PATTERN.test(tenant))
    throw new GatewayError('FORBIDDEN', 'The address names no tenant.');
  const claims = await claimsIn(outbox, tokenHeader, call);
  requireFresh(claims);
  const callback = parseCallback(claims);
  if (!ownsKey(keyPrefix, tenant, callback.key))
    throw new GatewayError('FORBIDDEN', "The document is not of the address's tenant.");
  return { tenant, callback, claims, query: queryOf(call) };
}

/** What is told as it is: what is wrong with the callback itself, and trouble that has its name already. */
const TOLD: ErrorCode[] = [
  'FORBIDDEN',
  'REQUEST_INVALID',
  'MALFORMED',
  'TOO_LARGE',
  'STORAGE_FAILED',
];

/**
 * Docs gives a result up for good at every answer but 429 and 5xx: trouble of ours is always 503.
 *
 * @throws {GatewayError} what is wrong with the callback itself, else STORAGE_FAILED
 */
export async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isGatewayError(error, ...TOLD)) throw error;
    throw new GatewayError('STORAGE_FAILED', 'The callback cannot be kept just now.', {
      cause: error,
    });
  }
}

async function claimsIn(
  outbox: SecretReader,
  header: string,
  call: Call,
): Promise<Record<string, unknown>> {
  const inBody = tokenInBody(readBytes(call));
  if (inBody !== undefined) return verifyOutbox(outbox, inBody);
  const inHeader = /^Bearer (\S+)$/.exec(call.headers[header.toLowerCase()] ?? '')?.[1];
  if (inHeader === undefined)
    throw new GatewayError('FORBIDDEN', 'The callback bears no token of Docs.');
  const { payload, iat } = await verifyOutbox(outbox, inHeader);
  if (typeof payload !== 'object' || payload === null)
    throw new GatewayError('FORBIDDEN', 'The token of Docs holds no callback.');
  return { ...payload, iat };
}

function tokenInBody(bytes: Buffer): string | undefined {
  const body: unknown = parsed(bytes.toString('utf8'));
  if (typeof body !== 'object' || body === null || !('token' in body)) return undefined;
  return String(body.token);
}

/** Nothing of it is used but its token: what the text may hide elsewhere does not matter. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error quotes the text.
    throw new GatewayError('MALFORMED', 'The body cannot be read: it is no JSON.');
  }
}

function requireFresh({ iat }: Record<string, unknown>): void {
  const ageMs = typeof iat === 'number' ? Date.now() - iat * 1000 : Number.NaN;
  if (ageMs >= -MAX_AHEAD_MS && ageMs <= MAX_AGE_MS) return;
  const message = 'The token of Docs is older than ten minutes, or from more than a minute ahead.';
  throw new GatewayError('FORBIDDEN', message);
}

/** Measured as it stands in an address that needs no escapes. */
function queryOf({ query }: Call): Record<string, string> {
  const size = Object.entries(query).reduce(
    (sum, [name, value]) => sum + utf8Length(name) + utf8Length(value) + 2,
    -1,
  );
  if (size <= MAX_QUERY_BYTES) return query;
  const message = `The query of the address has ${size} bytes, ${MAX_QUERY_BYTES} at most.`;
  throw new GatewayError('REQUEST_INVALID', message);
}
