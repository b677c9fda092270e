import { FIRST_ASKING_MS } from '../../shared/limits.ts';
import { baseWaitSeconds } from '../../shared/workflow/wait-seconds.ts';

/** Dollars, list prices of us-east-1 in November 2026. */
const PRICES = {
  transition: 25e-6,
  gbSecond: 13.3334e-6, // Lambda on arm64
  invocation: 0.2e-6,
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  httpRequest: 1e-6,
  s3Put: 5e-6,
  s3Get: 0.4e-6,
  sqsRequest: 0.4e-6,
  event: 1e-6,
  logByte: 0.5e-9,
};

/** The parts of a price, in dollars for 1,000 builds. */
export type Parts = { transitions: number; functions: number; table: number; rest: number };

/** How a build ends; the script of one that failed is run once more, which takes Docs as long again. */
export type Ending = 'succeeded' | 'failed';

export type Cost = { transitions: number; parts: Parts; total: number };

/** How long a caller waits at most: `Prefer: wait=25`. */
const HELD_SECONDS = 25;
/** From the request to the first question, and from Docs' end to the answer. */
const AROUND_SECONDS = 0.25;

/** The memory of the functions that a build passes through, in GiB. */
const GIB = {
  'create-build': 0.1875,
  'start-build': 1,
  'ask-docs': 0.25,
  'serve-script': 0.25,
  'announce-end': 0.25,
};

/** Seconds of functions that take the same time for every build, as measured. */
const SECONDS = { 'start-build': 0.02, 'serve-script': 0.03, 'announce-end': 0.03 };
const LATER_QUESTION_SECONDS = 0.05;
const INVOCATIONS = 5;

/** One write unit is 1 KB, two in a transaction; a change of the status writes two indexes too. */
const COMMON = { admission: 6, start: 8, firstQuestion: 1, answer: 6, heldCall: 2 };
const WRITE_UNITS: Record<Ending, number> = {
  succeeded: sum({
    ...COMMON,
    end: 4, // with its file, the row is larger than 1 KB
    listOfCopies: 1,
  }),
  failed: sum({
    ...COMMON,
    secondRun: 4, // the row, and the mark of the tenant
    endOfMark: 1,
    log: 2, // with its error and log, the row is larger than 1 KB
  }),
};
/** Reads of the functions, without those of a caller that waits. The estimate reads eventually consistent. */
const READ_UNITS = sum({ estimateOfStart: 1.5, start: 4, nextBuild: 2 });
const READ_UNITS_OF_DOWNLOAD = 1;
/** An eventually consistent read. */
const HALF_A_UNIT = 0.5;

/** Requests for one message: to send, to receive and to delete it. No build waits for the slot at the end. */
const REQUESTS_OF_A_SIGNAL = 3;

/** Of scripts, by Docs. */
const DOWNLOADS: Record<Ending, number> = { succeeded: 1, failed: 2 };
/** The script, and the file that it saved; or the script, and the instrumented one with its table of places. */
const PUTS: Record<Ending, number> = { succeeded: 2, failed: 3 };
/**
 * The script by Docs and by its check, and the file by the caller. The second run reads the script twice, the
 * instrumented one, and its table.
 */
const GETS: Record<Ending, number> = { succeeded: 3, failed: 7 };

/** Bytes of log lines, with those of API Gateway. Lambda itself writes only about invocations that failed. */
const LOG_BYTES = { build: 2_680, laterQuestion: 400 };

/**
 * What 1,000 builds cost that were requested through `POST /v1/builds` with `Prefer: wait=25`.
 *
 * @param seconds that Docs takes for one run of the script; at most 17 for a build that fails
 */
export function costOf(seconds: number, ending: Ending = 'succeeded'): Cost {
  const inDocs = ending === 'failed' ? 2 * seconds : seconds;
  const waits = waitsOf(inDocs);
  const transitions = 3 + 3 * waits;
  const parts = {
    transitions: 1000 * transitions * PRICES.transition,
    functions: 1000 * functionsOf(inDocs, waits, ending),
    table: 1000 * tableOf(inDocs, waits, ending),
    rest: 1000 * restOf(waits, ending),
  };
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return { transitions, parts, total };
}

/** The builds that the table shows, and how long Docs takes for one run of the script, in seconds. */
const ROWS: { name: string; seconds: number; ending: Ending }[] = [
  { name: '1 s', seconds: 1, ending: 'succeeded' },
  { name: '30 s', seconds: 30, ending: 'succeeded' },
  { name: '300 s', seconds: 300, ending: 'succeeded' },
  { name: '1 s that fails, with its second run', seconds: 1, ending: 'failed' },
];

/** The cost of builds, as Markdown. */
export function costTable(): string {
  const price = (dollars: number) => `$${dollars.toFixed(3)}`;
  const rows = ROWS.map(({ name, seconds, ending }) => {
    const { transitions, parts, total } = costOf(seconds, ending);
    const prices = [parts.transitions, parts.functions, parts.table, parts.rest].map(price);
    return `| ${[name, transitions, ...prices, `**$${total.toFixed(2)}**`].join(' | ')} |`;
  });
  return [
    '| a build of | state transitions | price of these | functions, held `POST` included | table | API Gateway, S3, SQS, EventBridge, logs | total |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** How often the state machine waits for a build. */
function waitsOf(seconds: number): number {
  let waits = 0;
  for (let asked = FIRST_ASKING_MS / 1000; asked < seconds; waits++)
    asked += baseWaitSeconds({ waits, docs: 'running' });
  return waits;
}

function heldSeconds(seconds: number): number {
  return Math.min(HELD_SECONDS, seconds + AROUND_SECONDS);
}

function functionsOf(seconds: number, waits: number, ending: Ending): number {
  const asking = Math.min(seconds + AROUND_SECONDS / 2, FIRST_ASKING_MS / 1000);
  const downloads = DOWNLOADS[ending];
  const times = {
    ...SECONDS,
    'serve-script': downloads * SECONDS['serve-script'],
    'create-build': heldSeconds(seconds),
    'ask-docs': asking + waits * LATER_QUESTION_SECONDS,
  };
  const gbSeconds = Object.entries(times).reduce(
    (sum, [name, time]) => sum + time * GIB[name as keyof typeof GIB],
    0,
  );
  const invocations = INVOCATIONS + waits + downloads - 1;
  return gbSeconds * PRICES.gbSecond + invocations * PRICES.invocation;
}

function tableOf(seconds: number, waits: number, ending: Ending): number {
  const ofDocs = DOWNLOADS[ending] * READ_UNITS_OF_DOWNLOAD;
  const ofCaller = HALF_A_UNIT * readsWithin(heldSeconds(seconds));
  const reads = READ_UNITS + ofDocs + waits + ofCaller;
  return WRITE_UNITS[ending] * PRICES.writeUnit + reads * PRICES.readUnit;
}

/** Reads of a caller that waits: after 200 ms one each 50 ms, and later each twentieth of the time waited. */
function readsWithin(seconds: number): number {
  return seconds <= 1 ? 17 * seconds : 17 + 20 * Math.log(seconds);
}

function sum(units: Record<string, number>): number {
  return Object.values(units).reduce((total, count) => total + count, 0);
}

/** The request and Docs' downloads; objects in S3; the start signal; the event; logs. */
function restOf(waits: number, ending: Ending): number {
  return (
    (1 + DOWNLOADS[ending]) * PRICES.httpRequest +
    PUTS[ending] * PRICES.s3Put +
    GETS[ending] * PRICES.s3Get +
    REQUESTS_OF_A_SIGNAL * PRICES.sqsRequest +
    PRICES.event +
    (LOG_BYTES.build + waits * LOG_BYTES.laterQuestion) * PRICES.logByte
  );
}
