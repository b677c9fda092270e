import { emulatorShare } from '../parts/emulator-cost.ts';
import type { SideName } from '../parts/latency.ts';
import type { ThroughputRound } from '../parts/throughput.ts';
import type { Results } from '../results.ts';
import { median, quantile, type Ratio, ratioOf } from './statistics.ts';

/** One line of the main table. */
export type Row = {
  what: string;
  value: number;
  /** The quartiles of single rounds; null where there is one round. */
  spread: [low: number, high: number] | null;
  /** What is to be reached, as text. */
  reach: string;
  /** The value without what the emulator takes; null where it cannot be told. */
  withoutEmulator: number | null;
};

const MIB = 1024 ** 2;

/** The ratios of a run. Each has the gateway above the line, except those of copies. */
export function rowsOf(results: Results): Row[] {
  return [
    ...latencyRows(results),
    commandRow(results),
    ...throughputRows(results),
    ...copyRows(results),
  ];
}

function latencyRows({ latency, emulator }: Results): Row[] {
  const share = emulatorShare(emulator);
  const against = (
    other: SideName,
    name: string,
    reach: string,
    percentile: 'p50' | 'p95',
  ): Row => {
    const ratio = ratioOf(latency.gateway, latency[other]);
    const without = ratioOf(
      latency.gateway.map((ms) => ms - share),
      latency[other],
    );
    return {
      what: `short build ÷ ${name}, ${percentile}`,
      value: ratio[percentile],
      spread: spreadOf(ratio),
      reach,
      withoutEmulator: without[percentile],
    };
  };
  return [
    against('async100', 'Docs asked each 100 ms', '≤ 1.20', 'p50'),
    against('async1000', 'Docs asked each second', '', 'p50'),
    against('sync', 'Docs, synchronous', '≤ 0.70', 'p50'),
    against('sync', 'Docs, synchronous', '≤ 0.80', 'p95'),
    against('naive', 'plain loop of Step Functions', '', 'p50'),
  ];
}

function commandRow({ commands: { gateway, nothing, direct } }: Results): Row {
  const floor = nothing.map((ms, index) => ms + (direct[index] ?? Number.NaN));
  const ratio = ratioOf(gateway, floor);
  return {
    what: 'command ÷ function that does nothing + command to Docs, p50',
    value: ratio.p50,
    spread: spreadOf(ratio),
    reach: '≤ 1.3',
    withoutEmulator: null,
  };
}

function throughputRows({ throughput, oneConverter, limit, cores, docs }: Results): Row[] {
  const row = (rounds: ThroughputRound[], of: string, without: number[] | null): Row => {
    const ratios = rounds.map(({ gateway, direct }) => gateway / direct);
    return {
      what: `builds per second ÷ direct client, each with ${of}`,
      value: median(ratios),
      spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
      reach: '≥ 0.95',
      withoutEmulator: without && median(without),
    };
  };
  const without = throughput.flatMap((round) => ratioWithoutEmulator(round, cores));
  // A real Docs has its own number of converters, and perhaps its own machine.
  const isReal = docs === 'real';
  const isKnown = !isReal && without.length > 0 && limit >= cores;
  const converters = (number: string | number) => (isReal ? '' : `, converters: ${number}`);
  return [
    row(oneConverter, `2 in flight${converters(1)}`, null),
    row(throughput, `${limit} in flight${converters(limit)}`, isKnown ? without : null),
  ];
}

/** With a converter for each processor all are busy: without the emulator, the builds take that much less. */
function ratioWithoutEmulator({ gateway, direct, used, ms }: ThroughputRound, cores: number) {
  return used ? [((gateway / direct) * ms) / (ms - used.emulator / cores)] : [];
}

/** The bucket of the copy is no part of the emulator: it discards all. */
function copyRows({ copy: { bytes, rounds } }: Results): Row[] {
  const size = `copy of ${Math.round(bytes / MIB)} MiB`;
  const row = (what: string, values: number[], value: number, reach: string): Row => ({
    what: `${size}: ${what}`,
    value,
    spread: [quantile(values, 0.25), quantile(values, 0.75)],
    reach,
    withoutEmulator: null,
  });
  const growth = rounds.map(({ growthBytes }) => growthBytes / MIB);
  const speed = rounds.map(({ ms, curlMs }) => (curlMs ?? Number.NaN) / ms);
  const speedOfLeast = rounds.map(({ ms, least }) => least.ms / ms);
  return [
    row('largest growth of memory, MiB', growth, Math.max(...growth), '≤ 64'),
    row('speed ÷ `curl` to a file', speed, median(speed), '≥ 0.7'),
    row('speed ÷ the least program in Node.js', speedOfLeast, median(speedOfLeast), ''),
  ];
}

function spreadOf({ low, high }: Ratio): [number, number] {
  return [low, high];
}
