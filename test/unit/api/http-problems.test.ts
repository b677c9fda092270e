import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '../../../shared/errors.ts';
import { answering, claims, setClaimVariables } from '../../support/answering-handler.ts';
import { REQUEST_ID, send } from '../../support/aws/http-event.ts';

setClaimVariables();

test('a GatewayError becomes its problem', async () => {
  const { handler } = answering(() => {
    throw new GatewayError('CONFLICT', 'The build is running.');
  });

  const answer = await send(handler, 'GET /v1/builds', { claims });

  deepEqual(answer, {
    status: 409,
    headers: {
      'x-request-id': REQUEST_ID,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
    },
    json: {
      type: 'urn:problem-type:docs-gateway:conflict',
      title: 'Conflict with the current state',
      status: 409,
      detail: 'The build is running.',
      instance: REQUEST_ID,
      code: 'CONFLICT',
      retryable: false,
    },
  });
});

test('an unexpected error becomes INTERNAL without its message', async () => {
  const { handler } = answering(() => {
    throw new Error('connect ECONNREFUSED, password hunter2');
  });

  const { status, json } = await send(handler, 'GET /v1/builds', { claims });

  equal(status, 500);
  deepEqual(json, {
    type: 'urn:problem-type:docs-gateway:internal',
    title: 'Internal error',
    status: 500,
    detail: 'An internal error occurred. It is logged under this request id.',
    instance: REQUEST_ID,
    code: 'INTERNAL',
    retryable: true,
  });
});

test('a problem that waiting may resolve has Retry-After', async () => {
  const { handler } = answering(() => {
    throw new GatewayError('DOCS_UNAVAILABLE', 'Docs is down.', { retryAfterSeconds: 17 });
  });

  const { status, headers } = await send(handler, 'GET /v1/builds', { claims });

  deepEqual([status, headers['retry-after']], [503, '17']);
});

test('a token without the scope of the route is refused, and the error names the scope', async () => {
  const { handler, calls } = answering({});

  const { status, json } = await send(handler, 'POST /v1/builds', {
    claims: { sub: 'anna', scope: 'builds:read' },
  });

  deepEqual(
    [status, json.code, json.detail],
    [403, 'FORBIDDEN', 'This route needs the scope builds:write, which the token does not have.'],
  );
  deepEqual(calls, []);
});

test('an event without an authorizer is refused on a closed route', async () => {
  const { handler, calls } = answering({});

  const { status, json } = await send(handler, 'GET /v1/builds');

  deepEqual([status, json.code], [403, 'FORBIDDEN']);
  deepEqual(calls, []);
});

test('two Authorization headers are refused', async () => {
  const { handler } = answering({});
  const headers = { authorization: 'Bearer a.b.c,Bearer d.e.f' };

  const { status, json } = await send(handler, 'GET /v1/builds', { claims, headers });

  deepEqual([status, json.code], [400, 'MALFORMED']);
});
