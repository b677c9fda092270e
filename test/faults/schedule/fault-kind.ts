import type { BuildErrorCode } from '../model/world.ts';

/** What a fault applies to; the table of results is grouped by it. */
export type FaultGroup =
  | 'connection to Docs'
  | 'answers of Docs'
  | 'AWS'
  | 'processes'
  | 'clocks'
  | 'names'
  | 'executions'
  | 'queues'
  | 'sweeps'
  | 'secrets';

/** The choices of one fault of a kind. */
export type FaultChoice = { on?: string; value?: number };

export type FaultKind = {
  group: FaultGroup;
  /** The shortest and the longest time that it lasts, in milliseconds; [0, 0] for one moment. */
  forMs: readonly [number, number];
  /** One of these is the fault's `value`. */
  values?: readonly number[];
  /** One of these is what the fault is `on`. */
  on?: readonly string[];
  /** One of these is the fault's `text`. */
  texts?: readonly string[];
  /** How often it is chosen, compared with a fault of weight 1. */
  weight: number;
  /** Whether it waits for the next requests that it fits. */
  isArmed?: true;
  /** The codes with which a build that it reaches may fail because of it, if the build's script is right. */
  explains: readonly BuildErrorCode[] | ((choice: FaultChoice) => readonly BuildErrorCode[]);
};

/** A fault that happens at one moment and does not last. */
export const ONCE = [0, 0] as const;
export const SECONDS = [500, 6_000] as const;
/** So long that a build which starts with the fault is copied, and an idle connection is closed, while it lasts. */
export const LONG = [6_000, 12_000] as const;
