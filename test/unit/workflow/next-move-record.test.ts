import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { askedSince, DOCS_SILENCE_MS } from '../../../shared/workflow/next-move.ts';
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

test('the row records that Docs could not be reached, and when Docs first answered', () => {
  const unreached = moveAfter(conversation(), unavailable, unavailable);
  deepEqual('record' in unreached && unreached.record, { docsUnreached: true });

  const reached = moveAfter(silent({ docsUnreached: true }), running);
  deepEqual(reached, {
    move: 'wait',
    seconds: 10,
    record: { docsUnreached: false, askedSince: at(0) },
  });
});

test('a Docs that becomes unavailable after an answer is not recorded as unreached', () => {
  for (const move of [
    moveAfter(conversation(), running, unavailable, unavailable),
    moveAfter(later, unavailable, unavailable),
  ])
    equal('record' in move && move.record, undefined);
});

test('the time of asking counts from the start of the build, or from its second key', () => {
  const [createdAt, startedAt, since] = [at(-3000), at(-2000), at(-1000)];

  equal(askedSince(buildOf({ createdAt, startedAt })), NOW - 2000);
  equal(askedSince(buildOf({ createdAt, startedAt, askedSince: since })), NOW - 1000);
  equal(askedSince(buildOf({ createdAt, startedAt: undefined })), NOW - 3000);
});
