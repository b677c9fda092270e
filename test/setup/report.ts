import { Readable } from 'node:stream';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

/** How many tests there were and how they ended, in the words of node's own summary. */
export type Counts = {
  tests: number;
  suites: number;
  pass: number;
  fail: number;
  cancelled: number;
  skipped: number;
  todo: number;
};

export const NONE: Counts = {
  tests: 0,
  suites: 0,
  pass: 0,
  fail: 0,
  cancelled: 0,
  skipped: 0,
  todo: 0,
};

/** One line of the summary that node ends a run with. */
const SUMMARY = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)$/;

/** Runs test files, reporting as `node --test` does but for the summary, which comes back as numbers. */
export async function runFiles(files: string[], options: object): Promise<Counts> {
  if (files.length === 0) return NONE;
  const counts = { ...NONE };
  const events = run({ files, ...options }) as unknown as AsyncIterable<TestEvent>;
  const report = Readable.from(withoutSummary(events, counts)).pipe(new spec());
  for await (const text of report) process.stdout.write(text);
  return counts;
}

async function* withoutSummary(events: AsyncIterable<TestEvent>, counts: Counts) {
  for await (const event of events) {
    const line = event.type === 'test:diagnostic' && event.data.nesting === 0;
    const [, name, number] = (line && SUMMARY.exec(String(event.data.message))) || [];
    if (name === undefined) yield event;
    else if (name in counts) counts[name as keyof Counts] = Number(number);
  }
}

type TestEvent = { type: string; data: { nesting?: number; message?: unknown } };

/** Prints one summary of several runs, as node prints that of one. */
export function printSummary(runs: Counts[], durationMs: number): Counts {
  const total = { ...NONE };
  for (const counts of runs) {
    for (const name of Object.keys(total) as (keyof Counts)[]) total[name] += counts[name];
  }
  for (const [name, number] of Object.entries(total)) console.log(`ℹ ${name} ${number}`);
  console.log(`ℹ duration_ms ${durationMs.toFixed(3)}`);
  return total;
}
