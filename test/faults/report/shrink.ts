import type { Action, Schedule } from '../schedule/schedule.ts';

export type ShrinkOptions = {
  /** Runs a schedule. @returns whether it still fails */
  fails(schedule: Schedule): Promise<boolean>;
  /** Milliseconds since 1970 after which no further schedule is run. */
  until: number;
  onTry?: (actions: number) => void;
};

/**
 * Removes actions from a failing schedule as long as it still fails: first halves, then smaller groups,
 * then single actions.
 *
 * @returns the shortest schedule that failed
 */
export async function shrink(schedule: Schedule, options: ShrinkOptions): Promise<Schedule> {
  let actions = schedule.actions;
  let size = Math.ceil(actions.length / 2);
  while (size >= 1 && actions.length > 1) {
    const shorter = await withoutOneGroup(schedule.seed, actions, size, options);
    if (shorter === 'out of time') break;
    if (shorter) actions = shorter;
    else if (size === 1) break;
    else size = Math.ceil(size / 2);
    size = Math.min(size, Math.ceil(actions.length / 2));
  }
  return { ...schedule, actions };
}

/** The first schedule without one group of actions that still fails. */
async function withoutOneGroup(
  seed: number,
  actions: Action[],
  size: number,
  { fails, until, onTry }: ShrinkOptions,
): Promise<Action[] | 'out of time' | undefined> {
  for (let from = 0; from < actions.length; from += size) {
    if (Date.now() > until) return 'out of time';
    const shorter = actions.toSpliced(from, size);
    if (shorter.length === 0) continue;
    onTry?.(shorter.length);
    if (await fails({ seed, actions: shorter })) return shorter;
  }
  return undefined;
}
