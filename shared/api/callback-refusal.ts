import { type ErrorCode, GatewayError, isGatewayError } from '../errors.ts';
import { type EventBus, type GatewayEvent, requestRefused } from '../events/events.ts';
import { sha256Hex } from '../ids.ts';
import { canonicalJson } from '../json.ts';
import { count } from '../log.ts';
import { METRICS } from '../metric.ts';
import { isTenant } from '../tenant.ts';
import type { Call } from './call.ts';
import type { Claims } from './callback-token.ts';

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

/**
 * Reads a callback whose token is good. What cannot be kept at all is counted and announced as `Request
 * Refused`, for Docs does not send it again and shows nobody why.
 *
 * @throws {GatewayError} as `read` does; {Error} when the bus does not take the event
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

/** Its id is made of the claims, so that a repetition has it too. */
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
  return key.slice(0, 128).toWellFormed();
}
