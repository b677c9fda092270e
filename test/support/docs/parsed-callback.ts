import { parseCallback } from '../../../shared/docs/callback.ts';
import type { GatewayError } from '../../../shared/errors.ts';
import { claimsOf } from './callbacks.ts';

/** When the tokens of these callbacks were made, in seconds: 2026-11-22T08:00:10Z. */
export const IAT = 1_795_334_410;

/** The callback that is read from these claims: by default a final save. */
export function read(changed: Record<string, unknown> = {}) {
  return parseCallback({ ...claimsOf(changed), iat: IAT, exp: IAT + 300 });
}

/** The pointers of the fields for which these claims are refused; undefined if they are accepted. */
export function pointersOf(changed: Record<string, unknown>): string[] | undefined {
  try {
    read(changed);
    return undefined;
  } catch (error) {
    return (error as GatewayError).details.errors?.map(({ pointer }) => String(pointer));
  }
}
