import { type BuildAnswer, isEndInDocs } from '../../docs/builder.ts';
import type { FileLink } from '../../docs/result-links.ts';
import type { GatewayError } from '../../errors.ts';
import type { StoredBuild } from '../../storage/rows/builds.ts';

/** How long Docs is asked where a script failed. */
export const WHY_MS = 60_000;
/** The build ends this long before its deadline, so that it ends with the error of its script. */
const BEFORE_DEADLINE_MS = 30_000;
/** How long one call of the function asks. */
const CALL_MS = 20_000;
const PAUSE_SECONDS = 5;
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/** What to do after an answer about the instrumented script. */
export type WhyMove =
  | { move: 'ask'; afterMs: number }
  | { move: 'wait'; seconds: number }
  | { move: 'read'; report?: FileLink }
  /** Docs has ended the run without a report. */
  | { move: 'lost' }
  /** No time is left; Docs may still run the script. */
  | { move: 'stop' };

/** Until when Docs may be asked where a script failed, in milliseconds since 1970. */
export function whyEnds({ deadline }: StoredBuild, since: number): number {
  return Math.min(since + WHY_MS, Date.parse(deadline) - BEFORE_DEADLINE_MS);
}

/**
 * Decides what to do after an answer of Docs.
 *
 * @param callSince when this call of the function began to ask, in milliseconds since 1970
 * @param now in milliseconds since 1970
 */
export function nextWhyMove(
  build: StoredBuild,
  answer: BuildAnswer | GatewayError,
  callSince: number,
  now: number,
): WhyMove {
  if ('state' in answer && answer.state === 'done') {
    const { report } = answer;
    return { move: 'read', ...(report && { report }) };
  }
  if (!('state' in answer) && isEndInDocs(answer)) return { move: 'lost' };
  const since = Date.parse(build.diagnosis?.since ?? build.createdAt);
  const left = whyEnds(build, since) - now;
  if (left <= 0) return { move: 'stop' };
  if (now - callSince >= CALL_MS)
    return { move: 'wait', seconds: Math.min(PAUSE_SECONDS, Math.ceil(left / 1000)) };
  const pause = Math.max(SHORTEST_PAUSE_MS, (now - callSince) / 8);
  return { move: 'ask', afterMs: Math.min(LONGEST_PAUSE_MS, pause, left) };
}
