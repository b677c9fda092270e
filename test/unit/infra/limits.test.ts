import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_WAIT_SECONDS } from '../../../shared/api/headers.ts';
import * as limits from '../../../shared/limits.ts';
import { retryDelaySeconds } from '../../../shared/queue/visibility.ts';
import { readStack } from '../../support/aws/template.ts';

/** API Gateway's timeout of an integration where none is set. */
const INTEGRATION_SECONDS = 30;
/** The longest that Lambda lets a function run. */
const LAMBDA_SECONDS = 15 * 60;

const stack = readStack({ sweep: 'copy' });

const secondsOf = (file: string): number => stack.function(file).Properties.Timeout;

test('a held answer leaves four seconds to build it, and ends before API Gateway times out', () => {
  const held = ['create-build', 'get-build', 'run-command', 'receive-callback'];

  deepEqual(
    held.map((file) => secondsOf(`api/${file}`)),
    held.map(() => limits.HELD_CALL_SECONDS),
  );
  ok(limits.HELD_CALL_SECONDS < INTEGRATION_SECONDS);
  ok(MAX_WAIT_SECONDS + 4 <= limits.HELD_CALL_SECONDS);
  equal(limits.CALLBACK_HOLD_MS, 22_000);
});

test('the first call of a build has time to ask Docs, to copy, and as much again', () => {
  equal(limits.FIRST_ASKING_MS + limits.FAST_COPY_MS, 45_000);
  equal(secondsOf('workflow/ask-docs'), 90);
});

test('fetching the URLs of a build gives up half a minute before its function ends', () => {
  equal(limits.FETCH_ALL_MS, 90_000);
  equal(secondsOf('queue/fetch-sources'), 120);
  equal(secondsOf('workflow/fetch-source'), 120);
});

test('copying a file gives up a minute before its function ends', () => {
  for (const file of ['workflow/copy-result', 'workflow/sweep-forgotten', 'queue/keep-document']) {
    equal(secondsOf(file), LAMBDA_SECONDS, file);
    equal(secondsOf(file) - limits.COPY_MS / 1000, 60, file);
  }
});

test('a queued command gives up ten seconds before its function ends', () => {
  equal(limits.QUEUED_COMMAND_MS, 110_000);
  equal(secondsOf('queue/run-command'), 120);
});

test('a build request that fails is retried for at least 25 minutes', () => {
  for (const queue of ['Builds', 'Uploads']) {
    const { Properties } = stack.one('AWS::SQS::Queue', `Queues/${queue}/Resource`);
    // No pause after the last try, and the delivery after it is no try.
    const receives = Properties.RedrivePolicy.maxReceiveCount - 2;
    const seconds = Array.from({ length: receives }, (_, n) => retryDelaySeconds(n + 1, 0.5));

    const minutes = seconds.reduce((sum, pause) => sum + pause) / 60;
    ok(minutes >= 25 && minutes < 27, `${queue}: ${minutes}`);
  }
});
