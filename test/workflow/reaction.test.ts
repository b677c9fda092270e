import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ERRORS, type ErrorCode, type ErrorFacts, GatewayError } from '../../shared/errors.ts';
import {
  askedSince,
  codeOfTimeout,
  DOCS_SILENCE_MS,
  pauseSeconds,
  type Reaction,
  reactionTo,
  startsAgain,
} from '../../shared/workflow/next-move.ts';
import { ago, buildOf } from '../support/builds.ts';

const MINUTE = 60_000;
const trouble = (code: ErrorCode, facts: ErrorFacts = {}) => new GatewayError(code, 'x', facts);
const soon = () => new Date(Date.now() + 60 * MINUTE).toISOString();

/** What happens when one trouble comes again and again in one invocation. */
function reactionsTo(error: GatewayError, build = buildOf()): Reaction[] {
  return [1, 2, 3].map((met) => reactionTo(error, build, met));
}

test('trouble that passes makes the loop wait, never fail', () => {
  deepEqual(reactionsTo(trouble('DOCS_UNAVAILABLE')), ['ask again', 'pause', 'pause']);
});

test('a Docs that says when to come again is not asked before', () => {
  const told = trouble('DOCS_UNAVAILABLE', { retryAfterSeconds: 7 });
  deepEqual(reactionsTo(told), ['pause', 'pause', 'pause']);
});

test('a fault inside of Docs is asked about twice more, an answer that is none once', () => {
  const inside = trouble('DOCS_INTERNAL', { docsError: -1 });
  deepEqual(reactionsTo(inside), ['ask again', 'ask again', 'fail']);
  deepEqual(reactionsTo(trouble('DOCS_PROTOCOL')), ['ask again', 'fail', 'fail']);
});

test('an error of the script is asked about once more, and never under the second key', () => {
  const failed = trouble('SCRIPT_FAILED', { docsError: -3 });
  deepEqual(reactionsTo(failed), ['ask again', 'fail', 'fail']);
  deepEqual(reactionsTo(failed, buildOf({ docsKey: 'run-2' })), ['fail', 'fail', 'fail']);
});

test('a time-out of Docs is asked about once more, a failed download is not', () => {
  const late = trouble('BUILD_TIMEOUT', { docsError: -2 });
  deepEqual(reactionsTo(late), ['ask again', 'fail', 'fail']);
  deepEqual(reactionsTo(late, buildOf({ docsKey: 'run-2' })), ['fail', 'fail', 'fail']);
  deepEqual(reactionsTo(trouble('SOURCE_DOWNLOAD', { docsError: -4 })), ['fail', 'fail', 'fail']);
});

test('a refused token fails at once, for the client has tried every secret', () => {
  deepEqual(reactionsTo(trouble('DOCS_AUTH', { docsError: -8 })), ['fail', 'fail', 'fail']);
});

test('whatever the trouble, it is asked again at most twice in one invocation', () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[])
    ok(reactionTo(trouble(code), buildOf(), 3) !== 'ask again', code);
});

test('only a time-out and a failed script make Docs run the build anew', () => {
  const codes = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => startsAgain(trouble(code)));
  deepEqual(codes, ['SCRIPT_FAILED', 'BUILD_TIMEOUT']);
});

test('a time-out means a killed script, unless the build waited twice for a quarter of an hour', () => {
  const now = Date.now();
  const again = (ms: number) => buildOf({ docsKey: 'run-2', askedSince: ago(ms) });

  equal(codeOfTimeout(buildOf({ startedAt: ago(20 * MINUTE) }), now), 'BUILD_TIMEOUT');
  equal(codeOfTimeout(again(5 * MINUTE), now), 'BUILD_TIMEOUT');
  equal(codeOfTimeout(again(15 * MINUTE + 1000), now), 'DOCS_OVERLOADED');
});

test('Docs is silent for 21 minutes before it is asked under another key', () => {
  equal(DOCS_SILENCE_MS, 21 * MINUTE);
});

test('the time of asking counts from the start, and from the last new beginning', () => {
  const [createdAt, startedAt, since] = [ago(3000), ago(2000), ago(1000)];

  equal(askedSince(buildOf({ createdAt, startedAt })), Date.parse(startedAt));
  equal(askedSince(buildOf({ createdAt, startedAt, askedSince: since })), Date.parse(since));
  equal(askedSince(buildOf({ createdAt, startedAt: undefined })), Date.parse(createdAt));
});

test('the loop waits 5, 10, 20 and then 30 seconds, give or take a fifth', () => {
  fc.assert(
    fc.property(fc.nat(1000), (turn) => {
      const base = [5, 10, 20][turn] ?? 30;
      const seconds = pauseSeconds(turn, soon());
      return seconds >= base * 0.8 && seconds <= Math.ceil(base * 1.2) && Number.isInteger(seconds);
    }),
  );
});

test('Docs may ask for a longer pause, up to a minute, but not for a shorter one', () => {
  equal(pauseSeconds(0, soon(), 45), 45);
  equal(pauseSeconds(0, soon(), 86_400), 60);
  ok(pauseSeconds(3, soon(), 1) >= 24);
});

test('no pause lasts past the deadline, and none is shorter than a second', () => {
  const inTenSeconds = new Date(Date.now() + 10_000).toISOString();
  ok(pauseSeconds(3, inTenSeconds) <= 11);
  equal(pauseSeconds(3, ago(MINUTE)), 1);
});
