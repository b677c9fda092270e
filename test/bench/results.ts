import type { CommandTimes } from './parts/commands.ts';
import type { CopyResult } from './parts/copy.ts';
import type { EmulatorCall } from './parts/emulator-cost.ts';
import type { Latencies } from './parts/latency.ts';
import type { LimitResult } from './parts/limits.ts';
import type { ThroughputRound } from './parts/throughput.ts';
import type { Span } from './parts/waterfall.ts';

/** The content of `bench.json`. All times are in milliseconds. */
export type Results = {
  /** RFC 3339. */
  date: string;
  commit: string;
  machine: string;
  docs: string;
  /** Builds that may be in Docs at the same time. */
  limit: number;
  /** Processors of the machine. */
  cores: number;
  latency: Latencies;
  commands: CommandTimes;
  /** With as many converters as builds in flight. */
  throughput: ThroughputRound[];
  /** With one converter and the default of `maxInFlight`. */
  oneConverter: ThroughputRound[];
  limits: LimitResult[];
  waterfall: Span[];
  emulator: EmulatorCall[];
  copy: CopyResult;
};
