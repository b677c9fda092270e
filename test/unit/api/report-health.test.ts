import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { send } from '../../support/aws/http-event.ts';
import { functionFor } from '../../support/handler.ts';

test('GET / returns the version and the links', async (t) => {
  const { handler } = await functionFor('report-health', t);

  const { status, json } = await send(handler, 'GET /');

  equal(status, 200);
  deepEqual(json, {
    name: 'docs-gateway',
    version: '1.2.3',
    openapi: 'https://docs.example.com/openapi.json',
    health: 'https://docs.example.com/v1/health',
  });
});

test('openapi.json contains the base URL of the deployment', async (t) => {
  const { handler } = await functionFor('report-health', t);

  const { json } = await send(handler, 'GET /openapi.json');

  deepEqual([json.openapi, json.servers], ['3.1.1', [{ url: 'https://docs.example.com' }]]);
});

test('health is 503 without a problem document while Docs is unreachable', async (t) => {
  const { handler } = await functionFor('report-health', t);

  const { status, headers, json } = await send(handler, 'GET /v1/health');

  deepEqual([status, headers['content-type']], [503, 'application/json']);
  deepEqual(json, { status: 'down', docs: { reachable: false, supported: false } });
});

test('a CORS preflight request is answered with 204', async (t) => {
  const { handler } = await functionFor('report-health', t);

  const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'POST' };
  const preflight = await send(handler, '$default', { method: 'OPTIONS', headers });
  const call = await send(handler, '$default', { method: 'GET', headers });

  deepEqual([preflight.status, preflight.json, call.status], [204, undefined, 404]);
});

test('a path without a route is answered with a 404 problem', async (t) => {
  const { handler } = await functionFor('report-health', t);

  const { status, headers, json } = await send(handler, '$default');

  deepEqual(
    [status, headers['content-type'], json.code],
    [404, 'application/problem+json', 'NOT_FOUND'],
  );
});
