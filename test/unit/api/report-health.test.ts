import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { answerNoRoute } from '../../../shared/api/no-route.ts';
import { send } from '../../support/aws/http-event.ts';
import { functionFor } from '../../support/handler.ts';

test('GET / returns the version and the links, which are null for pages that are off', async (t) => {
  const { handler } = await functionFor('report-health', t);

  const { status, json } = await send(handler, 'GET /');

  equal(status, 200);
  deepEqual(json, {
    name: 'docs-gateway',
    version: '1.2.3',
    openapi: 'https://docs.example.com/openapi.json',
    reference: null,
    console: null,
    health: 'https://docs.example.com/v1/health',
  });
});

test('GET / links to the pages of a deployment that has them, and their paths have no other methods', async (t) => {
  await functionFor('report-health', t); // sets the variables
  process.env.PAGE_SETTINGS = '{}';
  const { handler } = await import(`../../../functions/api/report-health.ts?${Math.random()}`);

  const { json } = await send(handler, 'GET /');
  const posted = await send(handler, '$default', { method: 'POST', path: '/console' });

  deepEqual(
    [json.reference, json.console],
    ['https://docs.example.com/reference', 'https://docs.example.com/console'],
  );
  deepEqual([posted.status, posted.headers.allow], [405, 'GET, HEAD']);
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

test('a path with other methods is answered with a 405 problem that lists them', async (t) => {
  const { handler } = await functionFor('report-health', t);
  const cases: [string, string, string][] = [
    ['PUT', '/v1/builds', 'GET, HEAD, POST'],
    ['OPTIONS', '/v1/builds', 'GET, HEAD, POST'],
    ['PATCH', '/v1/builds/01KAMXF9W0Q5T2M7Y3B8C4D6E1', 'DELETE, GET, HEAD'],
    ['GET', '/v1/commands', 'POST'],
    ['POST', '/openapi.json', 'GET, HEAD'],
    ['DELETE', '/', 'GET, HEAD'],
  ];
  for (const [method, path, allow] of cases) {
    const { status, headers, json } = await send(handler, '$default', { method, path });
    deepEqual([status, json.code, headers.allow], [405, 'METHOD_NOT_ALLOWED', allow], path);
    equal(json.detail, `This path does not have the method ${method}. It has ${allow}.`);
  }
});

test('the base path of a custom domain is not part of a route', () => {
  const answer = (path: string) => () =>
    answerNoRoute('https://example.com/gateway', { method: 'PUT', path, headers: {} });

  throws(answer('/gateway/v1/builds'), { code: 'METHOD_NOT_ALLOWED' });
  throws(answer('/gateways/v1/builds'), { code: 'NOT_FOUND' });
});

test('a path that only looks like a route is 404, and so are the pages that are off', async (t) => {
  const { handler } = await functionFor('report-health', t);

  for (const path of ['/v1/builds/', '/v1/builds/a/b', '/openapiXjson', '/reference', '/console']) {
    const { status } = await send(handler, '$default', { method: 'GET', path });
    equal(status, 404, path);
  }
});

test('openapi.json may be kept for five minutes and is not sent again while it is unchanged', async (t) => {
  const { handler } = await functionFor('report-health', t);
  const ask = (headers = {}) => send(handler, 'GET /openapi.json', { headers });

  const first = await ask();
  const etag = String(first.headers.etag);
  const known = await ask({ 'if-none-match': `"other", ${etag}` });
  const changed = await ask({ 'if-none-match': '"other"' });

  deepEqual(
    [first.status, first.headers['cache-control'], first.headers['content-type']],
    [200, 'public, max-age=300', 'application/json'],
  );
  deepEqual([known.status, known.headers.etag, known.json], [304, etag, undefined]);
  equal(changed.status, 200);
});

test('openapi.json is compressed exactly for a client that accepts gzip', async (t) => {
  const { handler } = await functionFor('report-health', t);
  const codingFor = async (acceptEncoding?: string) => {
    const headers: Record<string, string> =
      acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding };
    const answer = await send(handler, 'GET /openapi.json', { headers });
    equal(answer.json.openapi, '3.1.1');
    equal(answer.headers.vary, 'accept-encoding');
    return answer.headers['content-encoding'];
  };

  for (const accepted of ['gzip', 'br, GZIP;q=0.5', '*'])
    equal(await codingFor(accepted), 'gzip', accepted);
  for (const refused of [undefined, '', 'br', 'gzip;q=0', 'gzip;q=0.0, *', 'xgzip'])
    equal(await codingFor(refused), undefined, refused);
});

test('HEAD is answered as GET, without a body', async (t) => {
  const { handler } = await functionFor('report-health', t);
  const keys = ['/openapi.json', '/', '/v1/health'];

  for (const path of keys) {
    const [got, head] = [await send(handler, `GET ${path}`), await send(handler, `HEAD ${path}`)];
    deepEqual([head.status, head.headers, head.json], [got.status, got.headers, undefined], path);
  }
  const unknown = await send(handler, '$default', { method: 'HEAD' });
  deepEqual([unknown.status, unknown.json], [404, undefined]);
});
