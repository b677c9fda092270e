import { createHash, randomBytes } from 'node:crypto';
import { ulid } from 'ulid';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** An id: 26 characters of Crockford's base 32. */
export const ID_PATTERN = /^[0-9A-HJKMNP-TV-Z]{26}$/;

export function freshId(): string {
  return ulid();
}

/**
 * An id derived from the name that another system gave: the same source always has the same id, and ids
 * sort by the time of their sources.
 *
 * @param time in milliseconds since 1970; must be the same each time the source is received
 * @param source how it was received, its tenant, and its own name
 */
export function idOfSource(time: number, ...source: string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(source)).digest();
  const bits = (BigInt(time) << 80n) | BigInt(`0x${digest.subarray(0, 10).toString('hex')}`);
  let id = '';
  for (let shift = 125n; shift >= 0n; shift -= 5n) id += CROCKFORD[Number((bits >> shift) & 31n)];
  return id;
}

/**
 * The run name of a build. An id is unique within a tenant and a stack; names of executions and keys of
 * Docs are shared by all of them, so the name contains both.
 * At most 39 characters of `[0-9A-Za-z-]`.
 */
export function runName(stack: string, tenant: string, id: string): string {
  const owner = createHash('sha256')
    .update(JSON.stringify([stack, tenant]))
    .digest('hex');
  return `${id}-${owner.slice(0, 12)}`;
}

/** A random value that grants access to a link: 192 bits, base64url. */
export function freshCapability(): string {
  return randomBytes(24).toString('base64url');
}

/** A random name for what an instrumented script adds: letters and digits, the first a letter. */
export function freshScriptToken(): string {
  return `d${randomBytes(8).toString('hex')}`;
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
