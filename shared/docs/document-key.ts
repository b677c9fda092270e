import { GatewayError } from '../errors.ts';
import { TENANT_SOURCE } from '../tenant.ts';

/**
 * The longest key, in bytes, that a callback or a command may have. Docs itself does not check lengths; it
 * expects up to 240 characters, and its database has room for 255. The limit keeps messages, events and log lines small.
 */
export const MAX_KEY_BYTES = 4096;

/**
 * The pattern of a document key in a command. Docs itself checks nothing: it deletes by prefix, leaves its
 * folder for `..`, and deletes everything for a key of dots alone.
 */
export const DOCUMENT_KEY = new RegExp(
  `^(?=[._=-]*[0-9A-Za-z])[0-9A-Za-z._=-]{1,${MAX_KEY_BYTES}}$`,
);

/** The rule as error messages state it. */
export const DOCUMENT_KEY_RULE = `must be 1 to ${MAX_KEY_BYTES} letters, digits, ".", "_", "=" and "-", with a letter or digit among them`;

/** The placeholder of the tenant in a configured `keyPrefix`. */
const TENANT = '{tenant}';

export function isDocumentKey(key: unknown): key is string {
  return typeof key === 'string' && DOCUMENT_KEY.test(key);
}

/**
 * The prefix of the keys of a tenant's documents. A tenant's name contains neither "." nor "=", and a prefix
 * ends in one of them, so that no tenant's prefix is the beginning of another tenant's key.
 *
 * @param keyPrefix as configured, for example `{tenant}.`; empty if all tenants share the keys
 */
export function prefixOf(keyPrefix: string, tenant: string): string {
  return keyPrefix.replace(TENANT, () => tenant);
}

/** Whether a document belongs to a tenant; without a configured prefix every document does. */
export function ownsKey(keyPrefix: string, tenant: string, key: string): boolean {
  const prefix = prefixOf(keyPrefix, tenant);
  return key.startsWith(prefix) && key.length > prefix.length;
}

/** The tenant of a document: `default` without a configured prefix, undefined for a key without the prefix. */
export function tenantOfKey(keyPrefix: string, key: string): string | undefined {
  if (keyPrefix === '') return 'default';
  const [before = '', after = ''] = keyPrefix.split(TENANT);
  return new RegExp(`^${escaped(before)}(${TENANT_SOURCE})${escaped(after)}.`).exec(key)?.[1];
}

/** @throws {GatewayError} DOCUMENT_NOT_FOUND for another tenant's document, as for a missing one */
export function requireOwnKey(keyPrefix: string, tenant: string, key: string): void {
  if (!ownsKey(keyPrefix, tenant, key))
    throw new GatewayError('DOCUMENT_NOT_FOUND', 'There is no document of this key.');
}

function escaped(text: string): string {
  return text.replace(/[.]/g, '\\.');
}
