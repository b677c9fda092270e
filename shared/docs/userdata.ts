import { freshId } from '../ids.ts';

/** The prefix of the `userdata` that the gateway sets on a forced save whose caller set none. */
const OURS = 'docs-gateway/';

/** A new `userdata`, by which the callback of a forced save is recognized. */
export function ownUserdata(): string {
  return OURS + freshId();
}

/** Whether the gateway set this `userdata` itself; events do not show it then. */
export function isOwnUserdata(userdata: unknown): boolean {
  return typeof userdata === 'string' && userdata.startsWith(OURS);
}
