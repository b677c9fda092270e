import { parseCallback } from '../../docs/callback.ts';
import { ownsKey } from '../../docs/document-key.ts';
import type { ReceivedCallback } from '../../documents/receive-callback.ts';
import { GatewayError } from '../../errors.ts';
import { utf8Length } from '../../json.ts';
import { addLogFields } from '../../log.ts';
import { isTenant } from '../../tenant.ts';
import type { Call } from '../call.ts';
import type { Claims } from './callback-token.ts';

const MAX_QUERY_BYTES = 2048;

/**
 * Reads a callback of Docs from the claims of its token; nothing else in the body is used.
 *
 * @param keyPrefix as configured; empty if all tenants share the keys
 * @throws {GatewayError} FORBIDDEN for an address with an invalid tenant, or another tenant's document;
 *   REQUEST_INVALID as `parseCallback` does
 */
export function readCallback(keyPrefix: string, call: Call, claims: Claims): ReceivedCallback {
  const { tenant = 'default' } = call.params;
  if (!isTenant(tenant))
    throw new GatewayError('FORBIDDEN', 'The tenant in the address is not valid.');
  const callback = parseCallback(claims);
  const { key, status, unusable } = callback;
  const odd = unusable.join() || undefined;
  addLogFields({ tenant, documentKey: key, callbackStatus: status, odd });
  if (!ownsKey(keyPrefix, tenant, key))
    throw new GatewayError(
      'FORBIDDEN',
      'The document belongs to another tenant than the one in the address.',
    );
  return { tenant, callback, claims, ...queryOf(call) };
}

/** The first parameters of the query that fit, measured as in an address without escapes. */
function queryOf({ query }: Call): Pick<ReceivedCallback, 'query' | 'queryOmitted'> {
  const parameters = Object.entries(query);
  let size = -1; // the first has no `&` before it
  const end = parameters.findIndex(([name, value]) => {
    size += utf8Length(name) + utf8Length(value) + 2;
    return size > MAX_QUERY_BYTES;
  });
  if (end === -1) return { query };
  return { query: Object.fromEntries(parameters.slice(0, end)), queryOmitted: true };
}
