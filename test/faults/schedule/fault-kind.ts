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
  | 'secrets';

export type FaultKind = {
  group: FaultGroup;
  /** The shortest and the longest time that it lasts, in milliseconds; [0, 0] for one moment. */
  forMs: readonly [number, number];
  /** One of these is the fault's `value`. */
  values?: readonly number[];
  /** One of these is what the fault is `on`. */
  on?: readonly string[];
  /** How often it is chosen, compared with a fault of weight 1. */
  weight: number;
  /** The codes with which a build whose script is right may fail because of it. */
  explains: readonly BuildErrorCode[];
};
