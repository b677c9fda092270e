import { freshId } from '../ids.ts';

/** What we give a forced save to know its callback by, where its caller gave nothing. */
const OURS = 'docs-gateway/';

/** A fresh `userdata` of ours. */
export function ownUserdata(): string {
  return OURS + freshId();
}

/** Whether a callback's `userdata` is ours: then nobody else is told of it. */
export function isOwnUserdata(userdata: unknown): boolean {
  return typeof userdata === 'string' && userdata.startsWith(OURS);
}
