import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { askedSince } from '../../../shared/workflow/asked-time.ts';
import { DOCS_SILENCE_MS, type Move } from '../../../shared/workflow/next-move.ts';
import { buildOf } from '../../support/builds.ts';
import {
  at,
  conversation,
  failed,
  later,
  MINUTE,
  moveAfter,
  NOW,
  running,
  silent,
  unavailable,
} from '../../support/workflow/conversation.ts';

test('a build is asked for under a second key once Docs runs it again', () => {
  const move = moveAfter(conversation(), failed, running);

  deepEqual('record' in move && move.record, { docsKey: 'run-2', askedSince: at(0) });
});

test('a build is asked for under a second key after 21 silent minutes', () => {
  const move = moveAfter(silent(), running);

  deepEqual('record' in move && move.record, { docsKey: 'run-2', askedSince: at(0) });
  equal(DOCS_SILENCE_MS, 21 * MINUTE);
});

test('the row records when Docs could not be reached any more', () => {
  const unreached = (since: number) => ({ docsUnreached: true, unreachedSince: at(since) });
  const earlier = { since: NOW - 5000 };
  const table: [Move, object | undefined][] = [
    [moveAfter(conversation(), unavailable, unavailable), unreached(0)],
    [moveAfter({ ...later, ...earlier }, unavailable, unavailable), unreached(-5000)],
    [moveAfter(conversation(earlier), running, unavailable, unavailable), unreached(0)],
    [moveAfter(away(MINUTE), unavailable, unavailable), undefined],
  ];
  for (const [move, expected] of table)
    deepEqual([move.move, 'record' in move && move.record], ['wait', expected]);
});

test('the time in which Docs cannot be reached does not count', () => {
  const reached = (since: number) => ({ docsUnreached: false, askedSince: at(since) });
  const table: [Move, object | undefined][] = [
    [moveAfter(away(DOCS_SILENCE_MS), running), reached(0)],
    [moveAfter(away(20 * MINUTE), running), reached(-MINUTE)],
    [moveAfter(silent({ docsUnreached: true }), running), reached(0)], // by a build of version 0.1.0
  ];
  for (const [move, expected] of table)
    deepEqual(move, { move: 'wait', seconds: 30, record: expected });
});

test('a second key ends the time in which Docs could not be reached', () => {
  const expected = { docsKey: 'run-2', askedSince: at(0), docsUnreached: false };
  const failedAfterwards = moveAfter(away(MINUTE), failed, running);
  const silentBefore = moveAfter(away(MINUTE, { startedAt: at(-22 * MINUTE) }), running);

  for (const move of [failedAfterwards, silentBefore])
    deepEqual('record' in move && move.record, expected);
});

test('the time of asking counts from the start of the build, or from its second key', () => {
  const [createdAt, startedAt, since] = [at(-3000), at(-2000), at(-1000)];

  equal(askedSince(buildOf({ createdAt, startedAt })), NOW - 2000);
  equal(askedSince(buildOf({ createdAt, startedAt, askedSince: since })), NOW - 1000);
  equal(askedSince(buildOf({ createdAt, startedAt: undefined })), NOW - 3000);
});

/** A build that was first asked for 21 minutes ago; for the last `ms` of them Docs could not be reached. */
function away(ms: number, changed: Partial<StoredBuild> = {}) {
  return silent({ docsUnreached: true, unreachedSince: at(-ms), ...changed });
}
