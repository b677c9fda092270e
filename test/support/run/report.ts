import { relative, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { inspect } from 'node:util';
import type { CoveredFile } from './coverage.ts';

/** How many tests ran and how they ended, under the names of node's own summary. */
export type Counts = {
  tests: number;
  suites: number;
  pass: number;
  fail: number;
  cancelled: number;
  skipped: number;
  todo: number;
};

/** A test that failed: its title and what its error says. */
export type Failure = { title: string; where: string; error: string };

export const NONE: Counts = {
  tests: 0,
  suites: 0,
  pass: 0,
  fail: 0,
  cancelled: 0,
  skipped: 0,
  todo: 0,
};

/** One line of node's own summary. */
const SUMMARY = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)$/;

/**
 * The slowest test takes 30 s, on a busy machine several times as long; the first script on a machine waits
 * until the engine is installed.
 */
const TEST_LIMIT_MS = 5 * 60_000;
/** The slowest file takes 90 s; several files may share a process. */
const FILE_LIMIT_MS = 20 * 60_000;

/**
 * Runs test files and prints what `node --test` prints, except the summary, which is returned.
 * A test that hangs fails under its own name. When a file does not end, that file and all files after
 * it fail.
 *
 * @param covered gets the coverage of each file that the tests load, if `options` ask for it
 * @param failures gets each test that failed
 */
export async function runFiles(
  files: string[],
  options: object,
  {
    testMs = TEST_LIMIT_MS,
    fileMs = FILE_LIMIT_MS,
    covered = [],
    failures = [],
  }: { testMs?: number; fileMs?: number; covered?: CoveredFile[]; failures?: Failure[] } = {},
): Promise<Counts> {
  if (files.length === 0) return NONE;
  const counts = { ...NONE };
  const ending = new AbortController();
  const given = { files, timeout: testMs, signal: ending.signal, ...options };
  const events = withinLimit(run(given) as unknown as AsyncIterable<TestEvent>, fileMs, ending);
  const printed = withoutSummary(withFailures(withCoverage(events, covered), failures), counts);
  const report = Readable.from(printed).pipe(new spec());
  for await (const text of report) process.stdout.write(text);
  return counts;
}

/** Node's `timeout` applies to each test; a file whose tests left something open would never end. */
async function* withinLimit(
  events: AsyncIterable<TestEvent>,
  fileMs: number,
  ending: AbortController,
) {
  const clocks = new Map<string, NodeJS.Timeout>();
  for await (const event of events) {
    const file = fileOf(event);
    if (file && event.type === 'test:dequeue') {
      const late = new Error(`${file} has not ended within ${fileMs / 1000} s`);
      const clock = setTimeout(() => ending.abort(late), fileMs);
      clocks.set(file, clock);
    }
    if (file && event.type === 'test:complete') clearTimeout(clocks.get(file));
    yield event;
  }
}

/** The file, when an event is about a whole file: the event's name is then the file's path. */
function fileOf({ data: { name, nesting, file } }: TestEvent): string | undefined {
  return nesting === 0 && name !== undefined && resolve(name) === file ? name : undefined;
}

async function* withCoverage(events: AsyncIterable<TestEvent>, covered: CoveredFile[]) {
  for await (const event of events) {
    if (event.type === 'test:coverage') covered.push(...(event.data.summary?.files ?? []));
    yield event;
  }
}

async function* withFailures(events: AsyncIterable<TestEvent>, failures: Failure[]) {
  for await (const event of events) {
    const { name = '', file = '', line, details } = event.data;
    const error = details?.error;
    // A suite fails by its tests, which have events of their own.
    if (event.type === 'test:fail' && error?.failureType !== 'subtestsFailed')
      failures.push({
        title: name,
        where: `${relative('.', file)}:${line}`,
        error: inspect(error?.cause ?? error),
      });
    yield event;
  }
}

async function* withoutSummary(events: AsyncIterable<TestEvent>, counts: Counts) {
  let empty = 0;
  for await (const event of events) {
    // Node reports a file in which no test ran as a test that passed.
    if (event.type === 'test:pass' && fileOf(event)) {
      empty++;
      continue;
    }
    const line = event.type === 'test:diagnostic' && event.data.nesting === 0;
    const [, name, number] = (line && SUMMARY.exec(String(event.data.message))) || [];
    if (name === undefined) yield event;
    else if (name in counts) counts[name as keyof Counts] = Number(number);
  }
  counts.tests -= empty;
  counts.pass -= empty;
}

type TestEvent = {
  type: string;
  data: {
    nesting?: number;
    message?: unknown;
    name?: string;
    file?: string;
    line?: number;
    summary?: { files: CoveredFile[] };
    details?: { error?: Error & { failureType?: string } };
  };
};

/** Prints one summary of several runs, in the form of node's own, after all failures: each run printed only its own. */
export function printSummary(runs: Counts[], failures: Failure[], durationMs: number): Counts {
  const again = runs.filter(({ tests }) => tests > 0).length > 1 ? failures : [];
  for (const { title, where, error } of again) console.log(`✖ ${title} (${where})\n${error}\n`);
  const total = { ...NONE };
  for (const counts of runs) {
    for (const name of Object.keys(total) as (keyof Counts)[]) total[name] += counts[name];
  }
  for (const [name, number] of Object.entries(total)) console.log(`ℹ ${name} ${number}`);
  console.log(`ℹ duration_ms ${durationMs.toFixed(3)}`);
  return total;
}
