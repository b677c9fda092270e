import { freshId, ID_PATTERN } from '../ids.ts';
import { utf8Length } from '../json.ts';

/** The longest `userdata` that a command may have. */
export const MAX_USERDATA_BYTES = 4096;

/** The prefix of the `userdata` that the gateway sets on a forced save whose caller set none. */
const OURS = 'docs-gateway/';

/** A new `userdata`, by which the callback of a forced save is recognized. */
export function ownUserdata(): string {
  return OURS + freshId();
}

/** Whether the gateway set this `userdata` itself; events do not show it then. */
export function isOwnUserdata(userdata: unknown): boolean {
  if (typeof userdata !== 'string' || !userdata.startsWith(OURS)) return false;
  return ID_PATTERN.test(userdata.slice(OURS.length));
}

/**
 * The `userdata` of a callback, by which its save is recognized. Docs accepts any length from others, but the
 * record of a save has 400 KB at most.
 *
 * @returns undefined if it is no string, or longer than a command may have it
 */
export function userdataIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return utf8Length(value) <= MAX_USERDATA_BYTES ? value : undefined;
}
