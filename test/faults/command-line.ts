import { parseArgs } from 'node:util';

export const HELP = `npm run faults [-- --seeds N] [--jobs M] [--faults K] [--replay SEED] [--json FILE]

Starts the stack, runs schedules of requests and faults against it, and checks after each that nothing
was lost, doubled, left behind or shown. A seed is a schedule: the same seed has the same actions.

  --seeds N           how many schedules; 10 by default
  --first SEED        the first seed; 1 by default
  --jobs M            requests and sessions in a schedule; 20 by default
  --faults K          faults in a schedule; 10 by default
  --replay SEED       run this one schedule, and print its actions first
  --burst N           messages that wait when Docs comes back, sent after the schedules; 200 by default
  --shrink-minutes N  how long a failing schedule is shortened; 5 by default, 0 for not at all
  --json FILE         write the figures and the violations to a file
  -h, --help          print this text

The exit code is 1 when a rule was broken, or the harness itself failed.`;

export type CommandLine = {
  help: boolean;
  seeds: number[];
  jobs: number;
  faults: number;
  burst: number;
  shrinkMinutes: number;
  isReplay: boolean;
  json?: string;
};

/** @throws {Error} one sentence about the wrong option */
export function readCommandLine(args: string[]): CommandLine {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      seeds: text,
      first: text,
      jobs: text,
      faults: text,
      replay: text,
      burst: text,
      'shrink-minutes': text,
      json: text,
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const first = numberOf('first', values.first, 1);
  const count = numberOf('seeds', values.seeds, 10);
  const isReplay = values.replay !== undefined;
  const seeds = isReplay
    ? [numberOf('replay', values.replay, 0)]
    : Array.from({ length: count }, (_, n) => first + n);
  return {
    help: values.help,
    seeds,
    jobs: numberOf('jobs', values.jobs, 20),
    faults: numberOf('faults', values.faults, 10),
    burst: numberOf('burst', values.burst, isReplay ? 0 : 200),
    shrinkMinutes: numberOf('shrink-minutes', values['shrink-minutes'], 5),
    isReplay,
    json: values.json,
  };
}

function numberOf(name: string, value: string | undefined, usual: number): number {
  if (value === undefined) return usual;
  if (!/^\d{1,9}$/.test(value))
    throw new Error(`--${name} takes a whole number, and ${value} is none.`);
  return Number(value);
}
