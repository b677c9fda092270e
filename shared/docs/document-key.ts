import { GatewayError } from '../errors.ts';
import { TENANT_SOURCE } from '../tenant.ts';

/**
 * What the key of a document looks like. Docs itself checks nothing: it deletes by prefix, climbs out of
 * its folder for `..`, and deletes everything for a key of dots alone.
 */
export const DOCUMENT_KEY = /^(?=[._=-]*[0-9A-Za-z])[0-9A-Za-z._=-]{1,128}$/;

/** The rule in words, for whoever broke it. */
export const DOCUMENT_KEY_RULE =
  'must be 1 to 128 letters, digits, ".", "_", "=" and "-", with a letter or digit among them';

/** How a configured `keyPrefix` names the tenant. */
const TENANT = '{tenant}';

export function isDocumentKey(key: unknown): key is string {
  return typeof key === 'string' && DOCUMENT_KEY.test(key);
}

/**
 * What the keys of a tenant's documents begin with. A tenant's name holds neither "." nor "=", and a
 * prefix ends in one: no tenant's prefix is the beginning of another's key.
 *
 * @param keyPrefix as configured, `{tenant}.` for one; empty where all tenants share the keys
 */
export function prefixOf(keyPrefix: string, tenant: string): string {
  return keyPrefix.replace(TENANT, () => tenant);
}

/** Whether a tenant may touch a document; where no prefix is configured, everyone may. */
export function ownsKey(keyPrefix: string, tenant: string, key: string): boolean {
  const prefix = prefixOf(keyPrefix, tenant);
  return key.startsWith(prefix) && key.length > prefix.length;
}

/** Whose document it is; `default` where no prefix is configured, undefined where it bears none of ours. */
export function tenantOfKey(keyPrefix: string, key: string): string | undefined {
  if (keyPrefix === '') return 'default';
  const [before = '', after = ''] = keyPrefix.split(TENANT);
  return new RegExp(`^${escaped(before)}(${TENANT_SOURCE})${escaped(after)}.`).exec(key)?.[1];
}

/** @throws {GatewayError} DOCUMENT_NOT_FOUND for another tenant's document, as for one that is not there */
export function requireOwnKey(keyPrefix: string, tenant: string, key: string): void {
  if (!ownsKey(keyPrefix, tenant, key))
    throw new GatewayError('DOCUMENT_NOT_FOUND', 'There is no document of this key.');
}

function escaped(text: string): string {
  return text.replace(/[.]/g, '\\.');
}
