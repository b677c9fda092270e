import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { docsGateway, isGatewayError } from '../../../shared/client/client.ts';
import { type Answer, scriptedGateway, succeeded } from '../../support/client/scripted-gateway.ts';
import { serve } from '../../support/serve.ts';

const problem = (status: number, more: object, headers = {}): Answer => ({
  status,
  headers: {
    'content-type': 'application/problem+json',
    'x-request-id': 'JKJaXmPLvHcESHA=',
    ...headers,
  },
  json: { type: 'urn:problem-type:docs-gateway:x', title: 'A title', status, ...more },
});

test('a problem becomes an error with its code, status, request id and wrong fields, and is not repeated', async (t) => {
  const errors = [{ pointer: '/argument', detail: 'must be at most 100 KiB' }];
  const { gateway, received } = await scriptedGateway(t, [
    problem(422, {
      code: 'REQUEST_INVALID',
      detail: 'A field is wrong.',
      retryable: false,
      errors,
    }),
  ]);

  const error = await gateway.get('01JD').catch((thrown: unknown) => thrown);

  ok(isGatewayError(error) && error.name === 'RequestError');
  deepEqual(
    [error.code, error.message, error.status, error.retryable, error.retryAfter, error.requestId],
    ['REQUEST_INVALID', 'A field is wrong.', 422, false, null, 'JKJaXmPLvHcESHA='],
  );
  deepEqual([error.errors, error.docsError], [errors, null]);
  equal(received.length, 1);
});

test('an answer that API Gateway makes itself becomes an error of the same kind', async (t) => {
  const headers = { 'apigw-requestid': 'JKJaXmPLvHcESHA=' };
  const answer = (status: number): Answer => ({ status, headers, json: { message: 'Said so' } });
  const { gateway } = await scriptedGateway(t, [401, 413, 418].map(answer));

  for (const [status, code] of [
    [401, 'UNAUTHORIZED'],
    [413, 'TOO_LARGE'],
    [418, 'HTTP_418'],
  ] as const) {
    const { message } = { message: 'Said so' };
    const requestId = headers['apigw-requestid'];
    await rejects(gateway.get('01JD'), { name: 'RequestError', code, status, message, requestId });
  }
});

test('an error that is retryable is repeated after its Retry-After, also with a code of a later version', async (t) => {
  const busy = problem(503, { code: 'ADDED_CODE', retryable: true }, { 'retry-after': '1' });
  const { gateway, received } = await scriptedGateway(t, [busy, { json: succeeded() }]);
  const began = Date.now();

  const build = await gateway.get('01JD');

  equal(build.status, 'succeeded');
  equal(received.length, 2);
  ok(Date.now() - began >= 990);
});

test('after the last repetition, the error is thrown with its Retry-After', async (t) => {
  const throttled: Answer = {
    status: 429,
    headers: { 'retry-after': '0' },
    json: { message: 'No' },
  };
  const { gateway, received } = await scriptedGateway(t, [throttled, throttled, throttled], {
    retries: 2,
  });

  await rejects(gateway.get('01JD'), { code: 'TOO_MANY_REQUESTS', retryable: true, retryAfter: 0 });
  equal(received.length, 3);
});

test('an error that asks to wait for more than a minute is thrown at once', async (t) => {
  const { gateway, received } = await scriptedGateway(t, [
    problem(503, { code: 'DOCS_UNAVAILABLE', retryable: true }, { 'retry-after': '61' }),
  ]);

  await rejects(gateway.get('01JD'), { code: 'DOCS_UNAVAILABLE', retryAfter: 61 });
  equal(received.length, 1);
});

test('a Retry-After may be a date', async (t) => {
  const date = new Date(Date.now() + 3_600_000).toUTCString();
  const { gateway } = await scriptedGateway(t, [
    problem(503, { code: 'X', retryable: true }, { 'retry-after': date }),
  ]);

  const error = await gateway.get('01JD').catch((thrown: unknown) => thrown);

  ok(isGatewayError(error) && Number(error.retryAfter) > 3590 && Number(error.retryAfter) < 3601);
});

test('a gateway that cannot be reached is a ConnectionError that may be retried', async () => {
  const gateway = docsGateway({ url: 'http://127.0.0.1:1', token: 'a-token', retries: 0 });

  await rejects(gateway.get('01JD'), {
    name: 'ConnectionError',
    code: 'CONNECTION_FAILED',
    status: null,
    retryable: true,
  });
});

test('an answer that does not come in time is a ConnectionError with the code TIMEOUT', async (t) => {
  const url = await serve(t, () => {});
  const gateway = docsGateway({ url, token: 'a-token', retries: 0, timeoutMs: 50 });

  await rejects(gateway.get('01JD'), { name: 'ConnectionError', code: 'TIMEOUT', retryable: true });
});

test('a page that is no gateway is reported as such', async (t) => {
  const page = { headers: { 'content-type': 'text/html' }, bytes: Buffer.from('<html></html>') };
  const { gateway } = await scriptedGateway(t, [page]);

  await rejects(gateway.get('01JD'), { code: 'ANSWER_INVALID', retryable: false, status: 200 });
});

test('a call that is stopped before it is sent is not sent', async (t) => {
  const { gateway, received } = await scriptedGateway(t, []);
  const reason = new Error('not needed');

  await rejects(gateway.get('01JD', { signal: AbortSignal.abort(reason) }), reason);
  equal(received.length, 0);
});

test('a tenant to act for is sent with each request, and a URL may end in a slash', async (t) => {
  const { url, received } = await scriptedGateway(t, [{ json: succeeded() }]);

  await docsGateway({ url: `${url}/`, token: 'a-token', tenant: 'acme' }).get('01JD');

  deepEqual(
    received.map(({ route, headers }) => [route, headers['docs-gateway-tenant']]),
    [['GET /v1/builds/01JD', 'acme']],
  );
});
