import type { ErrorCode, GatewayError } from '../errors.ts';
import type { StoredBuild } from '../storage/rows/builds.ts';

/** A Docs task that waited this long was dropped by its queue, not killed. `queue.retentionPeriod`, 900 s. */
const DOCS_QUEUE_MS = 15 * 60_000;
/** Docs answers a task within 15 minutes of waiting and 5 of running; a minute more for us. */
export const DOCS_SILENCE_MS = 21 * 60_000;
/** Waits before the state machine asks again, in seconds; the last one from then on. */
const PAUSES = [5, 10, 20, 30];
const LONGEST_PAUSE_SECONDS = 60;

/**
 * How often the same question is put again at once. A script's own error and a kill are remembered by
 * Docs and come again; a converter's death and a task that waited too long run again.
 */
const TRIES_AT_ONCE: Partial<Record<ErrorCode, number>> = {
  SCRIPT_FAILED: 1,
  BUILD_TIMEOUT: 1,
  DOCS_INTERNAL: 2,
  DOCS_PROTOCOL: 1,
  DOCS_UNAVAILABLE: 1,
};

export type Reaction = 'ask again' | 'pause' | 'fail';

/** What to do about trouble, given how often this code has been met in this invocation. */
export function reactionTo(trouble: GatewayError, build: StoredBuild, met: number): Reaction {
  const usedUp = startsAgain(trouble) && build.docsKey !== undefined;
  const told = trouble.facts.retryAfterSeconds !== undefined;
  const tries = usedUp || told ? 0 : (TRIES_AT_ONCE[trouble.code] ?? 0);
  if (met <= tries) return 'ask again';
  return trouble.code === 'DOCS_UNAVAILABLE' ? 'pause' : 'fail';
}

/** Whether Docs, asked once more after this error, runs the build again. */
export function startsAgain(trouble: GatewayError): boolean {
  return trouble.code === 'SCRIPT_FAILED' || trouble.code === 'BUILD_TIMEOUT';
}

/** Docs says -2 both of a script that it killed and of a task that waited too long in its queue. */
export function codeOfTimeout(
  build: StoredBuild,
  now: number,
): 'BUILD_TIMEOUT' | 'DOCS_OVERLOADED' {
  const waitedAgain = build.docsKey !== undefined && now - askedSince(build) >= DOCS_QUEUE_MS;
  return waitedAgain ? 'DOCS_OVERLOADED' : 'BUILD_TIMEOUT';
}

/** Since when Docs is asked for the build under its present key, in milliseconds since 1970. */
export function askedSince(build: StoredBuild): number {
  return Date.parse(build.askedSince ?? build.startedAt ?? build.createdAt);
}

/** Seconds until the state machine asks again: jittered by a fifth, never past the deadline. */
export function pauseSeconds(turn: number, deadline: string, retryAfterSeconds = 0): number {
  const base = PAUSES[Math.min(turn, PAUSES.length - 1)] ?? 30;
  const jittered = base * (0.8 + 0.4 * Math.random());
  const wanted = Math.max(jittered, Math.min(retryAfterSeconds, LONGEST_PAUSE_SECONDS));
  const left = (Date.parse(deadline) - Date.now()) / 1000;
  return Math.max(1, Math.ceil(Math.min(wanted, left + 1)));
}
