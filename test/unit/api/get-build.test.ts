import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { rowKey, storedBuild } from '../../support/aws/fake-aws.ts';
import { send } from '../../support/aws/http-event.ts';
import { asked, functionFor, reader } from '../../support/handler.ts';
import { until } from '../../support/until.ts';

const FILE = {
  name: 'Rechnung № 1.docx',
  bucket: 'files',
  key: 'results/default/a/Rechnung № 1.docx',
  size: 3,
  contentType: 'application/octet-stream',
  sha256: 'ab',
  versionId: 'v1',
};

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
    priority: 'normal',
    files: [],
    warnings: [],
    logs: [],
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

test('links of a build that ended while its call was held are made without asking S3 for its files', async (t) => {
  const build = storedBuild();
  const { aws, handler } = await functionFor('get-build', t, build);
  const sent = asked(build.id, reader, { headers: { prefer: 'wait=25' } });
  const held = send(handler, 'GET /v1/builds/{id}', sent);
  await until(() => aws.requests.length >= 2); // it has read the build and taken a place

  aws.rows.set(rowKey(build), { ...build, status: 'succeeded', files: [FILE] });

  const { json } = await held;
  const [file] = json.files as { url: string | null }[];
  match(`${file?.url}`, /^http:.*X-Amz-Signature=/);
  const isOfFiles = (path: string) => path.startsWith('/files/');
  deepEqual(aws.requests.filter(isOfFiles), []);
  const later = await send(handler, 'GET /v1/builds/{id}', asked(build.id, reader));
  deepEqual((later.json.files as { url: string | null }[])[0]?.url, null);
  equal(aws.requests.filter(isOfFiles).length, 1);
});

test('the time of Prefer: wait counts from when API Gateway received the request', async (t) => {
  const build = storedBuild();
  const { handler } = await functionFor('get-build', t, build);
  const sent = { headers: { prefer: 'wait=20' }, timeEpoch: Date.now() - 19_900 };
  const since = performance.now();

  const { json } = await send(handler, 'GET /v1/builds/{id}', asked(build.id, reader, sent));

  equal(json.status, 'running');
  ok(performance.now() - since < 19_000, 'it waited longer than the time that was left');
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

test('a caller with builds:write alone sees a build that its own sub created', async (t) => {
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

test('GET by id answers at once, without preference-applied, while too many calls are held', async (t) => {
  const build = storedBuild();
  const { aws, handler } = await functionFor('get-build', t, build);
  aws.isHoldRefused = true;
  const sent = asked(build.id, reader, { headers: { prefer: 'wait=25' } });
  const since = performance.now();

  const { status, headers, json } = await send(handler, 'GET /v1/builds/{id}', sent);

  deepEqual([status, json.status], [200, 'running']);
  equal(headers['preference-applied'], undefined);
  ok(performance.now() - since < 10_000);
});
