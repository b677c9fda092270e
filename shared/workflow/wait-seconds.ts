/** Seconds that the state machine waits before it asks again; the last value repeats. */
const WAITS = [5, 10, 20, 30];
const LONGEST_RETRY_AFTER_SECONDS = 60;

/** What the next wait depends on. */
export type WaitInput = {
  /** How often the state machine has waited for the build. */
  waits: number;
  /** The build's deadline and the time now, in milliseconds since 1970. */
  deadline: number;
  now: number;
  /** 0 to 1; spreads the questions about many builds. */
  random: number;
  /** The time that Docs asked for. */
  retryAfterSeconds?: number;
};

/**
 * How long the state machine waits: about 5, 10, 20, then 30 seconds, 20 % more or less, and at most
 * until a second after the deadline. Docs may ask for a longer wait, up to a minute.
 */
export function waitSeconds({
  waits,
  deadline,
  now,
  random,
  retryAfterSeconds = 0,
}: WaitInput): number {
  const base = WAITS[Math.min(waits, WAITS.length - 1)] ?? 30;
  const wanted = Math.max(
    base * (0.8 + 0.4 * random),
    Math.min(retryAfterSeconds, LONGEST_RETRY_AFTER_SECONDS),
  );
  const left = (deadline - now) / 1000;
  return Math.max(1, Math.ceil(Math.min(wanted, left + 1)));
}
