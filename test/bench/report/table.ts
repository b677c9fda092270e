import { emulatorShare } from '../parts/emulator-cost.ts';
import { SIDES, type SideName } from '../parts/latency.ts';
import type { ThroughputRound } from '../parts/throughput.ts';
import type { Results } from '../results.ts';
import { rowsOf } from './rows.ts';
import { median, quantile } from './statistics.ts';

/** The tables of a run, as Markdown. */
export function tablesOf(results: Results): string {
  return [
    `Run of ${results.date.slice(0, 10)} at commit ${results.commit} on ${results.machine}. Docs: ${results.docs}.`,
    ratioTable(results),
    timeTable(results),
    emulatorTable(results),
    ...limitsTable(results),
  ].join('\n\n');
}

function ratioTable(results: Results): string {
  const rows = rowsOf(results).map(({ what, value, spread, reach, withoutEmulator }) => [
    what,
    `**${number(value)}**`,
    spread ? spread.map(number).join('–') : '',
    reach,
    withoutEmulator === null ? '' : number(withoutEmulator),
  ]);
  return table(['what', 'now', 'quartiles', 'reach', 'without the emulator'], rows);
}

function timeTable({
  latency,
  throughput,
  oneConverter,
  commands,
  emulator,
  copy,
}: Results): string {
  const share = `${seconds(emulatorShare(emulator))}`;
  const builds = Object.entries(SIDES).map(([side, name]) => {
    const times = latency[side as SideName];
    const isGateway = side === 'gateway';
    return [name, seconds(median(times)), seconds(quantile(times, 0.95)), isGateway ? share : ''];
  });
  const rate = (of: 'direct' | 'gateway', rounds: ThroughputRound[]) =>
    `${number(median(rounds.map((round) => round[of])))}/s`;
  return table(
    ['for context, on this machine', 'p50', 'p95', 'of it, the emulator'],
    [
      ...builds,
      ['command through the gateway', ...milliseconds(commands.gateway), ''],
      ['function that does nothing', ...milliseconds(commands.nothing), ''],
      ['command to Docs', ...milliseconds(commands.direct), ''],
      ['many builds, one converter, direct client', rate('direct', oneConverter), '', ''],
      ['many builds, one converter, gateway', rate('gateway', oneConverter), '', ''],
      ['many builds, direct client', rate('direct', throughput), '', ''],
      ['many builds, gateway', rate('gateway', throughput), '', ''],
      ...processorTimes(throughput),
      ...copyTimes(copy),
    ],
  );
}

/** The processor time of one of many builds, by what uses it. */
function processorTimes(rounds: ThroughputRound[]): string[][] {
  const names = {
    engine: 'the engine',
    functions: "the gateway's functions",
    emulator: 'the emulator',
  };
  return Object.entries(names).flatMap(([of, name]) => {
    const times = rounds.flatMap(({ used, stays }) =>
      used ? [used[of as keyof typeof used] / stays.gateway.length] : [],
    );
    if (!times.some((ms) => ms > 0)) return []; // the engine of a real Docs is not seen
    return [[`processor time of a build, ${name}`, ...milliseconds(times), '']];
  });
}

/** One table, or none with a real Docs. */
function limitsTable({ limits }: Results): string[] {
  if (limits.length === 0) return [];
  const rows = limits.map(({ limit, rates, idleMs, queuedMs }) => [
    String(limit),
    `${number(median(rates))}/s`,
    `${median(idleMs).toFixed(0)} ms`,
    seconds(median(queuedMs)),
  ]);
  const head = [
    '`maxInFlight`, with one converter',
    'builds per second',
    'converter idle between two builds, p50',
    'wait inside Docs, p50',
  ];
  return [table(head, rows)];
}

function copyTimes({ bytes, rounds }: Results['copy']): string[][] {
  const size = `${bytes / 1024 ** 2} MiB`;
  const row = (what: string, times: number[]) => [
    what,
    seconds(median(times)),
    seconds(quantile(times, 0.95)),
    '',
  ];
  return [
    row(
      `copy of ${size}`,
      rounds.map(({ ms }) => ms),
    ),
    row(
      `copy of ${size}, processor time`,
      rounds.map(({ cpuMs }) => cpuMs),
    ),
    row(
      `copy of ${size} by the least program in Node.js, processor time`,
      rounds.map(({ least }) => least.cpuMs),
    ),
    row(
      `${size} with \`curl\` to a file`,
      rounds.map(({ curlMs }) => curlMs ?? Number.NaN),
    ),
  ];
}

function emulatorTable({ emulator }: Results): string {
  const rows = emulator.map(({ name, ms, perBuild }) => [
    name,
    `${ms.toFixed(1)} ms`,
    String(perBuild),
    `${(ms * perBuild).toFixed(0)} ms`,
  ]);
  return table(['call to the emulator', 'p50', 'a short build waits for', 'together'], rows);
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
const milliseconds = (times: number[]) =>
  [median(times), quantile(times, 0.95)].map((ms) => `${ms.toFixed(0)} ms`);
const number = (value: number) => value.toFixed(value >= 10 ? 0 : 2);
