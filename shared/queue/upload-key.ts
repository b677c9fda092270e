import { MAX_ARGUMENT_BYTES } from '../build/request.ts';
import { MAX_INLINE_SCRIPT_BYTES, MAX_SCRIPT_BYTES } from '../build/script.ts';
import { GatewayError } from '../errors.ts';
import { isTenant } from '../tenant.ts';

/** What an upload below `inbox/` is: a script, a build request, or the argument of a template. */
export type Upload = { tenant: string; maxBytes: number } & (
  | { kind: 'script' }
  | { kind: 'request' }
  | { kind: 'data'; template: string }
);

/** A whole build request: its script, its argument and its other fields. */
const MAX_REQUEST_BYTES = 4 * MAX_INLINE_SCRIPT_BYTES;
/** More than the argument's own limit, because the limit does not count white space. */
const MAX_DATA_BYTES = 10 * MAX_ARGUMENT_BYTES;

/**
 * Reads the kind of an upload from its key.
 *
 * @throws {GatewayError} REQUEST_INVALID for any other key
 */
export function readUploadKey(key: string): Upload {
  const [inbox, tenant, ...path] = key.split('/');
  const name = path.at(-1) ?? '';
  if (inbox !== 'inbox' || !isTenant(tenant) || name === '')
    throw invalidKey(key, 'is not below inbox/<tenant>/');
  if (/.\.(docbuilder|js)$/.test(name))
    return { tenant, kind: 'script', maxBytes: MAX_SCRIPT_BYTES };
  if (/.\.build\.json$/.test(name)) return { tenant, kind: 'request', maxBytes: MAX_REQUEST_BYTES };
  const [template] = path;
  if (path.length < 2 || !template || !/.\.json$/.test(name))
    throw invalidKey(key, 'is not a script, a .build.json file or a data file of a template');
  return { tenant, kind: 'data', template, maxBytes: MAX_DATA_BYTES };
}

/** The tenant in a key, even if `readUploadKey` refuses the key. */
export function tenantInKey(key: string): string | undefined {
  const [, tenant] = key.split('/');
  return isTenant(tenant) ? tenant : undefined;
}

export function invalidKey(key: string, rule: string): GatewayError {
  return new GatewayError('REQUEST_INVALID', `The key ${rule}.`, {
    errors: [{ pointer: '', detail: `${key.slice(0, 200).toWellFormed()} ${rule}` }],
  });
}
