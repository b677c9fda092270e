import { deepEqual, equal, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { HttpHandler } from '../../shared/api/http.ts';
import type { StoredBuild } from '../../shared/storage/rows/builds.ts';
import { send } from './event.ts';
import { fakeAws, rowKey, storedBuild } from './fake-aws.ts';

const FILE = {
  name: 'Rechnung № 1.docx',
  bucket: 'files',
  key: 'results/default/a/Rechnung № 1.docx',
  size: 3,
  contentType: 'application/octet-stream',
  sha256: 'ab',
  versionId: 'v1',
};
const reader = { sub: 'bert', scope: 'builds:read' };

/** A function as Lambda starts it: its variables are set before its module is read. */
async function functionFor(name: string, t: TestContext, ...builds: StoredBuild[]) {
  const aws = await fakeAws(t);
  for (const build of builds) aws.rows.set(rowKey(build), build);
  Object.assign(process.env, {
    TABLE_NAME: 'builds',
    BUCKET_NAME: 'files',
    PUBLIC_URL: 'https://docs.example.com',
    SCOPE_CLAIM: '',
    SCOPE_PREFIX: '',
    TENANT_CLAIM: 'org',
    VERSION: '1.2.3',
    DOCS_URL: 'http://127.0.0.1:1',
    DOCS_TOKEN_HEADER: 'Authorization',
    DOCS_STORAGE_ORIGINS: '',
    DOCS_LEGACY_COMMANDS: 'false',
    INBOX_SECRET_NAME: 'inbox',
    OUTBOX_SECRET_NAME: 'outbox',
  });
  const file = `../../functions/api/${name}.ts?${Math.random()}`;
  const { handler } = (await import(file)) as { handler: HttpHandler };
  return { aws, handler };
}

function asked(id: string, claims: Record<string, string>, more = {}) {
  return { params: { id }, claims: { org: 'default', ...claims }, ...more };
}

test('GET by id returns a running build with Retry-After', async (t) => {
  const build = storedBuild();
  const { handler } = await functionFor('get-build', t, build);

  const answer = await send(handler, 'GET /v1/builds/{id}', asked(build.id, reader));

  equal(answer.status, 200);
  equal(answer.headers['retry-after'], '30');
  equal(answer.headers['cache-control'], 'no-store');
  equal(answer.headers['preference-applied'], undefined);
  deepEqual(answer.json, {
    id: build.id,
    tenant: 'default',
    status: 'running',
    origin: 'http',
    correlationId: 'order-42',
    source: { template: 'invoice', version: 'v1' },
    createdAt: build.createdAt,
    startedAt: build.startedAt,
    endedAt: null,
    metadata: {},
    files: [],
    warnings: [],
    error: null,
  });
});

test('GET by id with Prefer: wait returns the build once it has ended', async (t) => {
  const build = storedBuild();
  const { aws, handler } = await functionFor('get-build', t, build);
  const sent = asked(build.id, reader, { headers: { prefer: 'wait=60' } });

  const answer = send(handler, 'GET /v1/builds/{id}', sent);
  aws.rows.set(rowKey(build), { ...build, status: 'succeeded', files: [FILE] });

  const { status, headers, json } = await answer;
  deepEqual([status, json.status], [200, 'succeeded']);
  deepEqual([headers['preference-applied'], headers['retry-after']], ['wait=25', undefined]);
});

test('the time of Prefer: wait counts from when API Gateway received the request', async (t) => {
  const build = storedBuild();
  const { handler } = await functionFor('get-build', t, build);
  const sent = { headers: { prefer: 'wait=20' }, timeEpoch: Date.now() - 19_900 };
  const since = performance.now();

  const { json } = await send(handler, 'GET /v1/builds/{id}', asked(build.id, reader, sent));

  equal(json.status, 'running');
  ok(performance.now() - since < 19_000, 'only what was left was waited for');
});

test("another tenant's build, another sub's build and an unknown build have the same 404", async (t) => {
  const build = storedBuild();
  const { handler } = await functionFor('get-build', t, build);

  for (const sent of [
    asked(build.id, { org: 'acme', scope: 'builds:read' }),
    asked(build.id, { sub: 'bert', scope: 'builds:write' }),
    asked(build.id, { scope: 'builds:write' }),
    asked('01KAMXF9W0Q5T2M7Y3B8C4D6E2', reader),
    asked('x'.repeat(3000), reader),
  ]) {
    const { status, json } = await send(handler, 'GET /v1/builds/{id}', sent);
    deepEqual(
      [status, json.code, json.detail],
      [404, 'NOT_FOUND', 'There is no build with this id.'],
    );
  }
});

test('a caller with builds:write alone sees a build of its own', async (t) => {
  const build = storedBuild();
  const { handler } = await functionFor('get-build', t, build);
  const own = asked(build.id, { sub: 'anna', scope: 'builds:write' });

  const { status } = await send(handler, 'GET /v1/builds/{id}', own);

  equal(status, 200);
});

test('a caller with tenants:act sees a build of the tenant that it acts for', async (t) => {
  const build = storedBuild({ tenant: 'acme' });
  const { handler } = await functionFor('get-build', t, build);
  const acting = asked(
    build.id,
    { scope: 'builds:read tenants:act' },
    { headers: { 'docs-gateway-tenant': 'acme' } },
  );

  const { json } = await send(handler, 'GET /v1/builds/{id}', acting);

  equal(json.tenant, 'acme');
});

test('a file is answered with a redirect to the version that the build wrote', async (t) => {
  const build = storedBuild({ status: 'succeeded', files: [FILE] });
  const { aws, handler } = await functionFor('get-file', t, build);
  aws.objects.set(`files/${FILE.key}`, 'abc');
  const sent = asked(build.id, reader);

  const saved = await send(handler, 'GET /v1/builds/{id}/files/{name}', {
    ...sent,
    params: { id: build.id, name: FILE.name },
  });
  const shown = await send(handler, 'GET /v1/builds/{id}/files/{name}', {
    ...sent,
    params: { id: build.id, name: FILE.name },
    query: { disposition: 'inline' },
  });

  deepEqual([saved.status, shown.status, saved.json], [302, 302, undefined]);
  equal(saved.headers['cache-control'], 'no-store');
  const [link, inline] = [saved, shown].map(({ headers }) => new URL(String(headers.location)));
  equal(link?.searchParams.get('versionId'), 'v1');
  equal(link?.searchParams.get('X-Amz-Expires'), '900');
  ok(link?.searchParams.get('response-content-disposition')?.startsWith('attachment;'));
  ok(inline?.searchParams.get('response-content-disposition')?.startsWith('inline;'));
});

test('a file is found by its name with and without an encoded percent sign', async (t) => {
  const name = '100% &.docx';
  const build = storedBuild({ status: 'succeeded', files: [{ ...FILE, name }] });
  const { aws, handler } = await functionFor('get-file', t, build);
  aws.objects.set(`${FILE.bucket}/${FILE.key}`, 'x');

  for (const told of [name, '100%25 &.docx']) {
    const { status } = await send(handler, 'GET /v1/builds/{id}/files/{name}', {
      ...asked(build.id, reader),
      params: { id: build.id, name: told },
    });
    equal(status, 302, told);
  }
});

test('a deleted file is 410, an unknown file is 404, and a wrong disposition is 422', async (t) => {
  const build = storedBuild({ status: 'succeeded', files: [FILE] });
  const { handler } = await functionFor('get-file', t, build);
  const ask = (name: string, query?: Record<string, string>) =>
    send(handler, 'GET /v1/builds/{id}/files/{name}', {
      ...asked(build.id, reader),
      params: { id: build.id, name },
      query,
    });

  const [gone, unknown, wrong] = await Promise.all([
    ask(FILE.name),
    ask('other.docx'),
    ask(FILE.name, { disposition: 'hidden' }),
  ]);

  deepEqual([gone.status, gone.json.code], [410, 'GONE']);
  deepEqual([unknown.status, unknown.json.code], [404, 'NOT_FOUND']);
  deepEqual([wrong.status, wrong.json.code], [422, 'REQUEST_INVALID']);
  equal(wrong.json.errors[0].pointer, '/disposition');
});

test('a list with a value outside its limits or an unknown parameter is refused', async (t) => {
  const { handler } = await functionFor('list-builds', t);
  const wrong: [Record<string, string>, string][] = [
    [{ limit: '0' }, '/limit'],
    [{ limit: '101' }, '/limit'],
    [{ limit: '1e1' }, '/limit'],
    [{ status: 'done' }, '/status'],
    [{ status: 'queued,running' }, '/status'],
    [{ correlationId: '' }, '/correlationId'],
    [{ correlationId: 'x'.repeat(1025) }, '/correlationId'],
    [{ cursor: 'x' }, '/cursor'],
    [{ tenant: 'acme' }, '/tenant'],
  ];
  for (const [query, pointer] of wrong) {
    const { status, json } = await send(handler, 'GET /v1/builds', {
      claims: { org: 'default', ...reader },
      query,
    });
    deepEqual([status, json.code, json.errors[0].pointer], [422, 'REQUEST_INVALID', pointer]);
  }
});

test('an input needs the capability, and a script also needs the token of Docs', async (t) => {
  const build = storedBuild();
  const { aws, handler } = await functionFor('serve-script', t, build);
  const inputs = { 'img/logo 1.png': { key: 'inputs/default/logo.png', versionId: 'v7' } };
  aws.objects.set(`files/scripts/${build.run}/${build.stage}/inputs.json`, JSON.stringify(inputs));
  const { tenant, id, capability } = build;
  const route = 'GET /v1/inputs/{tenant}/{id}/{capability}/{name}';

  const input = await send(handler, route, {
    params: { tenant, id, capability, name: 'img~2Flogo 1.png' },
  });
  const none = await send(handler, route, { params: { tenant, id, capability, name: 'toString' } });
  const script = await send(handler, 'GET /v1/scripts/{tenant}/{id}/{capability}', {
    params: { tenant, id, capability },
  });

  const link = new URL(String(input.headers.location));
  deepEqual(
    [input.status, link.pathname, link.searchParams.get('versionId')],
    [302, '/files/inputs/default/logo.png', 'v7'],
  );
  deepEqual([none.status, none.json.code], [404, 'NOT_FOUND']);
  deepEqual([script.status, script.json.code], [403, 'FORBIDDEN']);
});

test('a build without inputs has no input of any name', async (t) => {
  const build = storedBuild();
  const { handler } = await functionFor('serve-script', t, build);
  const { tenant, id, capability } = build;

  const { status, json } = await send(handler, 'GET /v1/inputs/{tenant}/{id}/{capability}/{name}', {
    params: { tenant, id, capability, name: 'logo.png' },
  });

  deepEqual([status, json.code], [404, 'NOT_FOUND']);
});

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
