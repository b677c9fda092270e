/** What Docs takes at least before the script runs. */
const START_MS = 700;
/** The loop that uses up the memory takes most of the time, and the run must end before Docs crashes. */
const SHARE = 0.5;
/** A script that crashed Docs earlier did not do so in a loop. */
const SHORTEST_MS = 200;

/**
 * After which time a run that looks for a loop ends, so that it ends before Docs crashes as in an earlier run.
 *
 * @param crashedAfterMs how long Docs took for the earlier run
 * @returns undefined if it crashed too early
 */
export function loopTime(crashedAfterMs: number): number | undefined {
  const ms = Math.round((crashedAfterMs - START_MS) * SHARE);
  return ms < SHORTEST_MS ? undefined : ms;
}
