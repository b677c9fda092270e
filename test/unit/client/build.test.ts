import { deepEqual, equal, notEqual, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { type Build, isGatewayError } from '../../../shared/client/client.ts';
import {
  buildData,
  failed,
  notEnded,
  queued,
  running,
  scriptedGateway,
  succeeded,
} from '../../support/client/scripted-gateway.ts';

const REQUEST = { template: 'invoice', argument: { number: '2026-0042' } };
const keyOf = ({ headers }: { headers: Record<string, unknown> }) => headers['idempotency-key'];

test('build() sends the request once, holds the answers, and returns the build when it has succeeded', async (t) => {
  const { gateway, received } = await scriptedGateway(t, [
    notEnded(queued(), 202),
    notEnded(running()),
    { json: succeeded() },
  ]);

  const build = await gateway.build(REQUEST);

  equal(build.status, 'succeeded');
  deepEqual(
    received.map(({ route, headers }) => [route, headers.prefer]),
    [
      ['POST /v1/builds', 'wait=20'],
      [`GET /v1/builds/${build.id}`, 'wait=20'],
      [`GET /v1/builds/${build.id}`, 'wait=20'],
    ],
  );
  deepEqual(JSON.parse(received[0]?.body ?? ''), REQUEST);
  equal(received[0]?.headers.authorization, 'Bearer a-token');
});

test('build() waits as long as Retry-After says before it asks again', async (t) => {
  const { gateway } = await scriptedGateway(t, [
    { ...(notEnded(queued(), 202) as object), headers: { 'retry-after': '1' } },
    { json: succeeded() },
  ]);
  const began = Date.now();

  await gateway.build(REQUEST);

  ok(Date.now() - began >= 990);
});

test('every try of one call has the same idempotency key, and two calls have two', async (t) => {
  const refusal = { status: 503, headers: { 'retry-after': '0' }, json: { message: 'busy' } };
  const ended = { json: succeeded() };
  const { gateway, received } = await scriptedGateway(t, [
    'no answer',
    'half an answer',
    refusal,
    ended,
    ended,
  ]);

  await gateway.build(REQUEST);
  await gateway.build(REQUEST);

  const keys = received.map(keyOf);
  deepEqual(new Set(keys.slice(0, 4)).size, 1);
  notEqual(keys[4], keys[0]);
  equal(keys.length, 5);
});

test('an idempotency key of the caller is sent as it is', async (t) => {
  const { gateway, received } = await scriptedGateway(t, [{ json: succeeded() }]);

  await gateway.build(REQUEST, { idempotencyKey: 'order-42' });

  deepEqual(received.map(keyOf), ['order-42']);
});

test('onStatus is called once for each status, and the start of a queued build is noticed by short waits', async (t) => {
  const { gateway, received } = await scriptedGateway(t, [
    notEnded(queued(), 202),
    notEnded(queued()),
    notEnded(running()),
    notEnded(running()),
    { json: succeeded() },
  ]);
  const statuses: string[] = [];

  await gateway.build(REQUEST, { onStatus: ({ status }) => statuses.push(status) });

  deepEqual(statuses, ['queued', 'running', 'succeeded']);
  deepEqual(
    received.map(({ headers }) => headers.prefer),
    [undefined, 'wait=1', 'wait=1', 'wait=20', 'wait=20'],
  );
});

test('a failed build is thrown as one error with its code, place, logs, warnings and build', async (t) => {
  const logs = [{ level: 'log', line: 2, text: 'here' }];
  const warnings = [{ code: 'LINE_SWALLOWED', line: 1, detail: 'Docs ignores the rest.' }];
  const { gateway } = await scriptedGateway(t, [
    { json: { ...failed({ warnings: warnings as never }), logs } },
  ]);

  const error = await gateway.build(REQUEST).catch((thrown: unknown) => thrown);

  ok(isGatewayError(error) && error.name === 'BuildFailedError');
  deepEqual(
    [error.code, error.message, error.status, error.retryable, error.retryAfter, error.requestId],
    ['SCRIPT_FAILED', 'The script failed in Docs (error -3).', null, false, null, null],
  );
  deepEqual(error.at, { line: 3, column: 1, message: 'ReferenceError: nope is not defined' });
  deepEqual([error.logs, error.warnings], [logs, warnings]);
  equal(error.build.status, 'failed');
});

test('a cancelled build is thrown with the code BUILD_CANCELLED', async (t) => {
  const json = buildData({ status: 'cancelled', endedAt: '2026-11-22T08:00:02.000Z' });
  const { gateway } = await scriptedGateway(t, [{ json }]);

  await rejects(gateway.build(REQUEST), { name: 'BuildFailedError', code: 'BUILD_CANCELLED' });
});

test('an unknown status, code, warning or field of a later version breaks nothing', async (t) => {
  const paused = { ...buildData(), status: 'paused', pausedBy: { added: 'later' } };
  const later = failed({
    warnings: [{ code: 'ADDED_WARNING', line: null, detail: 'New.' }],
    error: { code: 'ADDED_CODE', docsError: null, retryable: true, detail: 'New.', at: null },
  });
  const { gateway } = await scriptedGateway(t, [notEnded(paused as never, 202), { json: later }]);

  await rejects(gateway.build(REQUEST), { code: 'ADDED_CODE', retryable: true });
});

test('a signal stops the wait with its reason, and the build goes on', async (t) => {
  const controller = new AbortController();
  const { gateway, received } = await scriptedGateway(t, [
    { status: 202, json: queued(), headers: { 'retry-after': '60' } },
  ]);
  const reason = new Error('the page was closed');

  const onStatus = () => setImmediate(() => controller.abort(reason));
  const waiting = gateway.build(REQUEST, { signal: controller.signal, onStatus });

  await rejects(waiting, reason);
  deepEqual(
    received.map(({ route }) => route),
    ['POST /v1/builds'],
  );
});

test('submit() does not wait, and what it returns can be watched and awaited', async (t) => {
  const { gateway, received } = await scriptedGateway(t, [
    notEnded(queued(), 202),
    notEnded(running()),
    { json: succeeded() },
    { json: succeeded() },
  ]);

  const build = await gateway.submit(REQUEST);
  const steps: Build[] = [];
  for await (const step of build.watch()) steps.push(step);
  const result = await build.result();

  equal(received[0]?.headers.prefer, undefined);
  deepEqual(
    steps.map(({ status }) => status),
    ['queued', 'running', 'succeeded'],
  );
  equal(result.status, 'succeeded');
});

test('a build is plain data for JSON and spreads', async (t) => {
  const data = succeeded();
  const { gateway } = await scriptedGateway(t, [{ json: data }]);

  const build = await gateway.get(data.id);

  deepEqual(JSON.parse(JSON.stringify(build)), JSON.parse(JSON.stringify(data)));
  deepEqual(Object.keys({ ...build }).sort(), Object.keys(data).sort());
});
