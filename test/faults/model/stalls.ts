import type { BuildErrorCode, BuildRow, Stall } from './world.ts';

/** The codes of a build whose functions got no answer of AWS, or not in time. */
const CODES: BuildErrorCode[] = ['STORAGE_FAILED', 'INTERNAL', 'UNKNOWN_OUTCOME'];

/** Whether a build failed because AWS did not answer for seconds, as any fault of AWS would have made it fail. */
export function explainedByStall(
  stalls: Stall[],
  { error, createdAt, endedAt }: BuildRow,
): boolean {
  if (!error || !CODES.includes(error.code)) return false;
  return stalls.some(
    ({ from, to }) => Date.parse(createdAt) <= to && Date.parse(`${endedAt}`) >= from,
  );
}
