/** The name of a tenant, as the source of a regular expression without anchors. */
export const TENANT_SOURCE = '[0-9A-Za-z][0-9A-Za-z_-]{0,63}';

/** Matches the name of a tenant. */
export const TENANT_PATTERN = new RegExp(`^${TENANT_SOURCE}$`);

export function isTenant(value: unknown): value is string {
  return typeof value === 'string' && TENANT_PATTERN.test(value);
}
