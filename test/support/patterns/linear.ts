/** A text of any length: `before`, as many repetitions of `pump` as fit, `after`. */
export type Attack = [before: string, pump: string, after: string];

const SHORTEST = 8;
const LONGEST = 128 * 1024;

/**
 * A linear search of `LONGEST` characters takes a few milliseconds, a quadratic one several seconds. The
 * limit is far from both, and only processor time counts, so that a busy machine changes nothing.
 */
const LIMIT_MS = 150;
/** The best of several tries counts, because V8 compiles the expression or collects garbage in some. */
const TRIES = 5;

/**
 * Measures work on texts of doubling lengths.
 *
 * @returns the length at which the work took too long; undefined if it never did
 */
export function tooSlowAt(attack: Attack, work: (text: string) => unknown): number | undefined {
  for (let length = SHORTEST; length <= LONGEST; length *= 2) {
    const text = textOf(attack, length);
    if (!isFast(() => work(text))) return length;
  }
  return undefined;
}

function isFast(work: () => unknown): boolean {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    if ((user + system) / 1000 <= LIMIT_MS) return true;
  }
  return false;
}

function textOf([before, pump, after]: Attack, length: number): string {
  const room = Math.max(0, length - before.length - after.length);
  return before + pump.repeat(Math.ceil(room / pump.length)) + after;
}
