import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { JSON_BODY, readBody } from '../../../shared/api/body/body.ts';
import type { Call } from '../../../shared/api/call.ts';
import { http, openHttp } from '../../../shared/api/http.ts';
import { answering, claims, setClaimVariables } from '../../support/answering-handler.ts';
import { REQUEST_ID, send } from '../../support/aws/http-event.ts';

setClaimVariables();

test('an answer is JSON with the request id and no-store', async () => {
  const { handler } = answering({ body: { items: [] } });

  const answer = await send(handler, 'GET /v1/builds', { claims });

  deepEqual(answer, {
    status: 200,
    headers: {
      'x-request-id': REQUEST_ID,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-type': 'application/json',
    },
    json: { items: [] },
  });
});

test('an answer without a body has no content type, and undefined headers are left out', async () => {
  const { handler } = answering({ status: 204, headers: { 'retry-after': undefined } });

  const answer = await send(handler, 'DELETE /v1/builds/{id}', { claims, params: { id: 'x' } });

  deepEqual(answer, {
    status: 204,
    headers: {
      'x-request-id': REQUEST_ID,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
    json: undefined,
  });
});

test('a handler sees the request, whatever the case of its header names', async () => {
  const { handler, calls } = answering({});
  const headers = {
    Prefer: 'respond-async, wait=7',
    'Idempotency-Key': 'order 42',
    'X-Correlation-Id': 'order-42',
  };

  await send(handler, 'GET /v1/builds/{id}', {
    claims,
    headers,
    params: { id: 'Ünïcode 1' },
    query: { a: 'b' },
    timeEpoch: 1000,
  });

  const { params, query, requestId, receivedAt, waitSeconds, idempotencyKey, correlationId } =
    calls[0] as Call;
  deepEqual(
    { params, query, requestId, receivedAt, waitSeconds, idempotencyKey, correlationId },
    {
      params: { id: 'Ünïcode 1' },
      query: { a: 'b' },
      requestId: REQUEST_ID,
      receivedAt: 1000,
      waitSeconds: 7,
      idempotencyKey: 'order 42',
      correlationId: 'order-42',
    },
  );
});

test('on open routes the headers for callers are ignored', async () => {
  const headers = { 'x-correlation-id': 'x'.repeat(200), 'idempotency-key': 'é', prefer: 'wait=9' };
  const handler = openHttp(async ({ waitSeconds }) => ({ body: { waitSeconds } }));

  const { status, json } = await send(handler, 'POST /v1/callbacks', { headers });

  deepEqual([status, json], [200, {}]);
});

test('a request time in the future is replaced by the current time', async () => {
  const { handler, calls } = answering({});
  const before = Date.now();

  await send(handler, 'GET /v1/builds', { claims, timeEpoch: before + 60_000 });

  equal((calls[0]?.receivedAt ?? Infinity) <= Date.now(), true);
});

test('openHttp() does not answer a route that needs a scope', async () => {
  const handler = openHttp(async () => ({ body: 'secret' }));

  const { status, json } = await send(handler, 'GET /v1/builds');

  deepEqual([status, json.code], [500, 'INTERNAL']);
});

test('readBody() reads the body of a request as JSON', async () => {
  const bodies: unknown[] = [];
  const handler = http(async (call) => {
    bodies.push(await readBody(call, [JSON_BODY]));
    return {};
  });

  await send(handler, 'POST /v1/builds', {
    claims,
    headers: { 'content-type': 'application/json' },
    body: '{"template":"invoice"}',
  });

  deepEqual(bodies, [{ template: 'invoice' }]);
});
