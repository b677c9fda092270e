import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { BuildAnswer } from '../../../shared/docs/builder.ts';
import { ERRORS, type ErrorCode, type ErrorDetails, GatewayError } from '../../../shared/errors.ts';
import type { StoredBuild } from '../../../shared/storage/rows/builds.ts';
import {
  askedSince,
  type Conversation,
  DOCS_SILENCE_MS,
  type Move,
  nextMove,
  withAnswer,
} from '../../../shared/workflow/next-move.ts';
import { buildOf } from '../../support/builds.ts';

const NOW = Date.parse('2026-01-01T12:00:00.000Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** In the middle of the spread, so that waits are 5, 10, 20 and 30 s. */
const EVEN = 0.5;
const at = (ms: number) => new Date(NOW + ms).toISOString();

const running: BuildAnswer = { state: 'running' };
const done: BuildAnswer = { state: 'done', results: [{ name: 'a.txt', url: 'http://docs/a.txt' }] };
const error = (code: ErrorCode, details: ErrorDetails = {}) => new GatewayError(code, 'x', details);

/** A build that started a second ago and may take 45 minutes. */
const build = (changed: Partial<StoredBuild> = {}): StoredBuild =>
  buildOf({ run: 'run', startedAt: at(-SECOND), deadline: at(45 * MINUTE), ...changed });

const conversation = (changed: Partial<Conversation> = {}): Conversation => ({
  build: build(),
  waits: 0,
  asksRepeatedly: true,
  since: NOW,
  question: 'build',
  questions: 0,
  hasAnswered: false,
  errors: {},
  ...changed,
});

/** The last move, when these answers come one after the other in one invocation. */
function moveAfter(given: Conversation, ...answers: (BuildAnswer | GatewayError)[]): Move {
  let move: Move | undefined;
  let now = given;
  for (const answer of answers) {
    now = withAnswer(now, answer);
    move = nextMove(now, answer, NOW, EVEN);
    if (move.move === 'ask') now = { ...now, question: move.question };
  }
  ok(move);
  return move;
}

/** `fail CODE` for a failure, else the move, to be compared in a table. */
function shortOf(move: Move): string {
  if (move.move === 'fail') return `fail ${move.error.code}${move.docsIsIdle ? ', idle' : ''}`;
  if (move.move === 'ask') return `ask ${move.question} after ${move.afterMs} ms`;
  return move.move === 'wait' ? `wait ${move.seconds} s` : 'finish';
}

const later = conversation({ waits: 1, asksRepeatedly: false });
const failed = error('SCRIPT_FAILED', { docsError: -3 });
const killed = error('BUILD_TIMEOUT', { docsError: -2 });
const broken = error('DOCS_INTERNAL', { docsError: -1 });
const away = error('DOCS_UNAVAILABLE');
const pages = error('DOCS_PROTOCOL');
const underSecondKey = conversation({ build: build({ docsKey: 'run-2' }) });

const TABLE: [string, Conversation, (BuildAnswer | GatewayError)[], string][] = [
  ['a result ends the questions', conversation(), [done], 'finish'],
  ['a result after the deadline is still taken', late(), [done], 'finish'],
  ['the first invocation asks again at once', conversation(), [running], 'ask build after 100 ms'],
  ['its pauses grow with its time', asked(8 * SECOND), [running], 'ask build after 1000 ms'],
  ['its pauses are two seconds at most', asked(19 * SECOND), [running], 'ask build after 2000 ms'],
  ['after 20 s the state machine waits', asked(20 * SECOND), [running], 'wait 5 s'],
  ['a later invocation asks once', later, [running], 'wait 10 s'],
  ['a build still running at its deadline fails', late(), [running], 'fail BUILD_TIMEOUT'],
  ['Docs is away once', conversation(), [away], 'ask build after 300 ms'],
  ['Docs is away twice', conversation(), [away, away], 'wait 5 s'],
  ['Docs is away at the deadline', late(), [away, away], 'fail DOCS_UNAVAILABLE'],
  [
    'Docs names a time',
    conversation(),
    [error('DOCS_UNAVAILABLE', { retryAfterSeconds: 42 })],
    'wait 42 s',
  ],
  [
    'Docs names a day',
    conversation(),
    [error('DOCS_UNAVAILABLE', { retryAfterSeconds: 86_400 })],
    'wait 60 s',
  ],
  ['Docs fails inside twice', conversation(), [broken, broken], 'ask build after 300 ms'],
  [
    'Docs fails inside three times',
    conversation(),
    [broken, broken, broken],
    'fail DOCS_INTERNAL, idle',
  ],
  ['an answer is no answer once', conversation(), [pages], 'ask build after 300 ms'],
  ['an answer is no answer twice', conversation(), [pages, pages], 'fail DOCS_PROTOCOL'],
  ['a script fails: is the error remembered?', conversation(), [failed], 'ask results after 0 ms'],
  [
    'a script fails, and Docs remembers it',
    conversation(),
    [failed, failed],
    'fail SCRIPT_FAILED, idle',
  ],
  [
    'a script fails, and Docs begins anew',
    conversation(),
    [failed, running],
    'ask build after 0 ms',
  ],
  ['a script fails, and yet its files are there', conversation(), [failed, done], 'finish'],
  ['a script fails under the second key', underSecondKey, [failed], 'fail SCRIPT_FAILED, idle'],
  [
    'a script is killed: is the error remembered?',
    conversation(),
    [killed],
    'ask results after 0 ms',
  ],
  ['a script is killed under the second key', underSecondKey, [killed], 'fail BUILD_TIMEOUT, idle'],
  [
    'a script cannot be downloaded',
    conversation(),
    [error('SOURCE_DOWNLOAD', { docsError: -4 })],
    'fail SOURCE_DOWNLOAD, idle',
  ],
  [
    'the first token is refused',
    conversation(),
    [error('DOCS_AUTH', { docsError: -8 })],
    'fail DOCS_AUTH, idle',
  ],
  ['a later token is refused', later, [error('DOCS_AUTH', { docsError: -8 })], 'fail DOCS_AUTH'],
  ['Docs is silent for 21 minutes', silent(), [running], 'wait 10 s'],
  [
    'Docs is silent under both keys',
    silent({ docsKey: 'run-2' }),
    [running],
    'fail DOCS_OVERLOADED',
  ],
];

function late() {
  return conversation({ build: build({ deadline: at(0) }) });
}

function asked(ms: number) {
  return conversation({ since: NOW - ms });
}

function silent(changed: Partial<StoredBuild> = {}) {
  const silence = { startedAt: at(-DOCS_SILENCE_MS), ...changed };
  return conversation({ waits: 1, asksRepeatedly: false, build: build(silence) });
}

for (const [title, given, answers, expected] of TABLE)
  test(`next move: ${title} → ${expected}`, () => {
    equal(shortOf(moveAfter(given, ...answers)), expected);
  });

test('a build is asked for under a second key once Docs begins it anew', () => {
  const move = moveAfter(conversation(), failed, running);

  deepEqual('record' in move && move.record, { docsKey: 'run-2', askedSince: at(0) });
});

test('a build is asked for under a second key after 21 silent minutes', () => {
  const move = moveAfter(silent(), running);

  deepEqual('record' in move && move.record, { docsKey: 'run-2', askedSince: at(0) });
  equal(DOCS_SILENCE_MS, 21 * MINUTE);
});

test('a Docs that cannot be reached at first is recorded so, and its time begins when it answers', () => {
  const unreached = moveAfter(conversation(), away, away);
  deepEqual('record' in unreached && unreached.record, { docsUnreached: true });

  const reached = moveAfter(silent({ docsUnreached: true }), running);
  deepEqual(reached, {
    move: 'wait',
    seconds: 10,
    record: { docsUnreached: false, askedSince: at(0) },
  });
});

test('a Docs that goes away after it has answered is not recorded as unreached', () => {
  for (const move of [moveAfter(conversation(), running, away, away), moveAfter(later, away, away)])
    equal('record' in move && move.record, undefined);
});

test('no error is answered by more than two questions at once', () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const move = nextMove(conversation({ errors: { [code]: 3 } }), error(code), NOW, EVEN);
    ok(move.move !== 'ask', code);
  }
});

test('only a failed script and a time-out are asked about without the script', () => {
  const codes = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => {
    const move = moveAfter(conversation(), error(code));
    return move.move === 'ask' && move.question === 'results';
  });
  deepEqual(codes, ['SCRIPT_FAILED', 'BUILD_TIMEOUT']);
});

test('the time of asking counts from the start, and from the last new key', () => {
  const [createdAt, startedAt, since] = [at(-3000), at(-2000), at(-1000)];

  equal(askedSince(buildOf({ createdAt, startedAt })), NOW - 2000);
  equal(askedSince(buildOf({ createdAt, startedAt, askedSince: since })), NOW - 1000);
  equal(askedSince(buildOf({ createdAt, startedAt: undefined })), NOW - 3000);
});

/** The seconds that the state machine waits after so many waits. */
function secondsOf(waits: number, changed: Partial<StoredBuild> = {}, random = EVEN): number {
  const given = conversation({ waits, asksRepeatedly: false, build: build(changed) });
  const move = nextMove(given, running, NOW, random);
  return move.move === 'wait' ? move.seconds : Number.NaN;
}

test('the state machine waits 5, 10, 20 and then 30 seconds, a fifth more or less', () => {
  deepEqual(
    [0, 1, 2, 3, 4, 100].map((waits) => secondsOf(waits)),
    [5, 10, 20, 30, 30, 30],
  );
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: 0, max: 0.999, noNaN: true }), (waits, random) => {
      const base = [5, 10, 20][waits] ?? 30;
      const seconds = secondsOf(waits, {}, random);
      return seconds >= base * 0.8 && seconds <= Math.ceil(base * 1.2) && Number.isInteger(seconds);
    }),
  );
});

test('no wait lasts past the deadline, and none is shorter than a second', () => {
  equal(secondsOf(3, { deadline: at(10 * SECOND) }), 11);
  equal(secondsOf(3, { deadline: at(1) }), 2);
});
