import { FIRST_ASKING_MS } from '../shared/limits.ts';
import { baseWaitSeconds } from '../shared/workflow/wait-seconds.ts';

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
const WRITE_UNITS = sum({
  admission: 6,
  start: 8,
  firstQuestion: 1,
  answer: 6,
  end: 4, // with its file, the row is larger than 1 KB
  listOfCopies: 1,
  heldCall: 2,
});
/** Strongly consistent reads of the functions, without those of a caller that waits. */
const READ_UNITS = sum({ estimateOfStart: 3, start: 4, script: 1, nextBuild: 2 });
/** An eventually consistent read. */
const HALF_A_UNIT = 0.5;

/** Requests for one message: to send, to receive and to delete it. No build waits for the slot at the end. */
const REQUESTS_OF_A_SIGNAL = 3;

/** Bytes of log lines, with those of API Gateway. Lambda itself writes only about invocations that failed. */
const LOG_BYTES = { build: 3_100, laterQuestion: 400 };

/**
 * What 1,000 builds cost that were requested through `POST /v1/builds` with `Prefer: wait=25`.
 *
 * @param seconds that Docs takes for one
 */
export function costOf(seconds: number): Cost {
  const waits = waitsOf(seconds);
  const transitions = 3 + 3 * waits;
  const parts = {
    transitions: 1000 * transitions * PRICES.transition,
    functions: 1000 * functionsOf(seconds, waits),
    table: 1000 * tableOf(seconds, waits),
    rest: 1000 * restOf(waits),
  };
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return { transitions, parts, total };
}

/** The lengths of builds that the table shows, in seconds. */
const LENGTHS = [1, 30, 300];

/** The cost of builds of some lengths, as Markdown. */
export function costTable(): string {
  const price = (dollars: number) => `$${dollars.toFixed(3)}`;
  const rows = LENGTHS.map((seconds) => {
    const { transitions, parts, total } = costOf(seconds);
    const prices = [parts.transitions, parts.functions, parts.table, parts.rest].map(price);
    return `| ${[`${seconds} s`, transitions, ...prices, `**$${total.toFixed(2)}**`].join(' | ')} |`;
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

function functionsOf(seconds: number, waits: number): number {
  const asking = Math.min(seconds + AROUND_SECONDS / 2, FIRST_ASKING_MS / 1000);
  const times = {
    ...SECONDS,
    'create-build': heldSeconds(seconds),
    'ask-docs': asking + waits * LATER_QUESTION_SECONDS,
  };
  const gbSeconds = Object.entries(times).reduce(
    (sum, [name, time]) => sum + time * GIB[name as keyof typeof GIB],
    0,
  );
  return gbSeconds * PRICES.gbSecond + (INVOCATIONS + waits) * PRICES.invocation;
}

function tableOf(seconds: number, waits: number): number {
  const reads = READ_UNITS + waits + HALF_A_UNIT * readsWithin(heldSeconds(seconds));
  return WRITE_UNITS * PRICES.writeUnit + reads * PRICES.readUnit;
}

/** Reads of a caller that waits: after 200 ms one each 50 ms, and later each twentieth of the time waited. */
function readsWithin(seconds: number): number {
  return seconds <= 1 ? 17 * seconds : 17 + 20 * Math.log(seconds);
}

function sum(units: Record<string, number>): number {
  return Object.values(units).reduce((total, count) => total + count, 0);
}

/** The request and Docs' download; the script, its check and the file; the start signal; the event; logs. */
function restOf(waits: number): number {
  return (
    2 * PRICES.httpRequest +
    2 * PRICES.s3Put +
    4 * PRICES.s3Get +
    REQUESTS_OF_A_SIGNAL * PRICES.sqsRequest +
    PRICES.event +
    (LOG_BYTES.build + waits * LOG_BYTES.laterQuestion) * PRICES.logByte
  );
}
