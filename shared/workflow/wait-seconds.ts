/** Seconds that the state machine waits before it asks again; the last value repeats. */
const WAITS = { unreached: [5, 10, 20, 30], running: [20, 30] };
const LONGEST_RETRY_AFTER_SECONDS = 60;

/** What the next wait depends on. */
export type WaitInput = {
  /** How often the state machine has waited for the build. */
  waits: number;
  /** Whether Docs answered that it runs the build, or could not be reached. */
  docs: keyof typeof WAITS;
  /** The build's deadline and the time now, in milliseconds since 1970. */
  deadline: number;
  now: number;
  /** 0 to 1; spreads the questions about many builds. */
  random: number;
  /** The time that Docs asked for. */
  retryAfterSeconds?: number;
};

/** The seconds of a wait, before they are spread. */
export function baseWaitSeconds({ waits, docs }: Pick<WaitInput, 'waits' | 'docs'>): number {
  return WAITS[docs][waits] ?? 30;
}

/**
 * How long the state machine waits: about 20, then 30 seconds while Docs runs the build, and 5, 10, 20, then
 * 30 while Docs cannot be reached; 20 % more or less, and at most until a second after the deadline. Docs may
 * ask for a longer wait, up to a minute.
 */
export function waitSeconds({
  waits,
  docs,
  deadline,
  now,
  random,
  retryAfterSeconds = 0,
}: WaitInput): number {
  const base = baseWaitSeconds({ waits, docs });
  const wanted = Math.max(
    base * (0.8 + 0.4 * random),
    Math.min(retryAfterSeconds, LONGEST_RETRY_AFTER_SECONDS),
  );
  const left = (deadline - now) / 1000;
  return Math.max(1, Math.ceil(Math.min(wanted, left + 1)));
}
