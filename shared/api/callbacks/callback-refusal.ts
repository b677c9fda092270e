import { MAX_KEY_BYTES } from '../../docs/document-key.ts';
import { type ErrorCode, GatewayError, isGatewayError } from '../../errors.ts';
import type { EventBus, GatewayEvent } from '../../events/bus.ts';
import { requestRefused } from '../../events/refusal-events.ts';
import { sha256Hex } from '../../ids.ts';
import { canonicalJson } from '../../json.ts';
import { count } from '../../log.ts';
import { METRICS } from '../../metric.ts';
import { isTenant } from '../../tenant.ts';
import type { Call } from '../call.ts';
import type { Claims } from './callback-token.ts';

/** Codes that are answered unchanged. All others become STORAGE_FAILED. */
const UNCHANGED: ErrorCode[] = [
  'FORBIDDEN',
  'REQUEST_INVALID',
  'MALFORMED',
  'TOO_LARGE',
  'STORAGE_FAILED',
];

/**
 * Answers a failure of this gateway with 503. Docs sends a callback again only after 429 and 5xx.
 *
 * @throws {GatewayError} an error of the callback itself, else STORAGE_FAILED
 */
export async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isGatewayError(error, ...UNCHANGED)) throw error;
    throw new GatewayError('STORAGE_FAILED', 'The callback cannot be stored at the moment.', {
      cause: error,
    });
  }
}

/**
 * Reads a callback whose token is valid. A refused callback is counted and published as `Request Refused`,
 * because Docs neither sends it again nor shows the reason to anyone.
 *
 * @throws {GatewayError} as `read` does; {Error} when the bus refuses the event
 */
export async function orAnnounce<T>(
  bus: EventBus,
  call: Call,
  claims: Claims & { iat: number },
  read: () => T,
): Promise<T> {
  try {
    return read();
  } catch (error) {
    if (!isGatewayError(error) || error.retryable) throw error;
    count(METRICS.callbackRefused);
    await bus(refusalOf(call, claims, error));
    throw error;
  }
}

/** The id of the event is made from the claims, so that every repetition has the same id. */
function refusalOf(
  { params, requestId }: Call,
  claims: Claims & { iat: number },
  { code, message: detail, details }: GatewayError,
): GatewayEvent {
  const { tenant = 'default' } = params;
  const { key } = claims;
  const source = {
    time: Math.trunc(claims.iat) * 1000,
    tenant: isTenant(tenant) ? tenant : 'default',
    correlationId: typeof key === 'string' && key !== '' ? shortened(key) : requestId,
    sourceId: sha256Hex(canonicalJson([tenant, claims])),
  };
  return requestRefused(source, { origin: 'callback', code, detail, errors: details.errors ?? [] });
}

function shortened(key: string): string {
  return key.slice(0, MAX_KEY_BYTES).toWellFormed();
}
