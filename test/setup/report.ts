import { resolve } from 'node:path';
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

/** The slowest test takes 30 s; the first script of a machine waits for the engine to be installed. */
const TEST_LIMIT_MS = 3 * 60_000;
/** The slowest file takes a minute and a half; the first that needs the stack waits for its start. */
const FILE_LIMIT_MS = 6 * 60_000;

/**
 * Runs test files, reporting as `node --test` does but for the summary, which comes back as numbers.
 * A test that hangs fails by its name; a file that does not end fails by its own, with all after it.
 */
export async function runFiles(
  files: string[],
  options: object,
  { testMs = TEST_LIMIT_MS, fileMs = FILE_LIMIT_MS } = {},
): Promise<Counts> {
  if (files.length === 0) return NONE;
  const counts = { ...NONE };
  const ending = new AbortController();
  const given = { files, timeout: testMs, signal: ending.signal, ...options };
  const events = withinLimit(run(given) as unknown as AsyncIterable<TestEvent>, fileMs, ending);
  const report = Readable.from(withoutSummary(events, counts)).pipe(new spec());
  for await (const text of report) process.stdout.write(text);
  return counts;
}

/** Node's own `timeout` is for each test: it lets a file wait for ever for what its tests left open. */
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

/** The file that an event is about as a whole: such events bear its path as their name. */
function fileOf({ data: { name, nesting, file } }: TestEvent): string | undefined {
  return nesting === 0 && name !== undefined && resolve(name) === file ? name : undefined;
}

async function* withoutSummary(events: AsyncIterable<TestEvent>, counts: Counts) {
  for await (const event of events) {
    const line = event.type === 'test:diagnostic' && event.data.nesting === 0;
    const [, name, number] = (line && SUMMARY.exec(String(event.data.message))) || [];
    if (name === undefined) yield event;
    else if (name in counts) counts[name as keyof Counts] = Number(number);
  }
}

type TestEvent = {
  type: string;
  data: { nesting?: number; message?: unknown; name?: string; file?: string };
};

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
