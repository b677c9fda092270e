import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ulid } from 'ulid';
import { docsState } from '../support/docs/docs-state.ts';
import { held, written } from '../support/docs/scripts.ts';
import { openFileServer } from '../support/file-server.ts';
import { buildChecks } from '../support/stack/build-checks.ts';
import { testEnds } from '../support/stack/ends.ts';
import { openGateway } from '../support/stack/gateway.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'replays');
const { checkOnce } = buildChecks(gateway);
const docs = docsState(gateway.outputs);
const fileServer = await openFileServer();
after(() => fileServer.stop());

test('three concurrent posts with one idempotency key are one build', async () => {
  const caller = await gateway.as();
  const headers = { 'idempotency-key': 'order 42 / invoice' };
  const gate = fileServer.hold('replayed.png');
  const request = { script: held(gate.url), metadata: { a: '1', b: '2' } };
  const same = { metadata: { b: '2', a: '1' }, script: held(gate.url) };

  const replies = await Promise.all(
    [request, same, request].map((body) => caller.post(body, headers)),
  );
  gate.letGo();
  const [id = ''] = replies.map(({ body }) => body.id);

  deepEqual(
    replies.map(({ status, body }) => [status, body.id]),
    [
      [202, id],
      [202, id],
      [202, id],
    ],
  );
  const replayed = replies.map(({ headers: h }) => h.get('idempotent-replayed'));
  deepEqual(replayed.sort(), ['true', 'true', null].sort());
  await checkOnce(caller, id);
  const later = await caller.post(request, headers);
  deepEqual([later.status, later.body.status], [200, 'succeeded']);
  equal(later.headers.get('idempotent-replayed'), 'true');
});

test('a repeated key is answered with 200 once its build has ended, whatever the first answer was', async () => {
  const caller = await gateway.as();
  const headers = { 'idempotency-key': 'waited' };
  const request = { script: written('one') };

  const first = await caller.post(request, headers);
  const waited = await caller.post(request, { ...headers, prefer: 'wait=25' });
  const later = await caller.post(request, headers);

  deepEqual([first.status, waited.status, later.status], [202, 200, 200]);
  deepEqual([waited.body.id, later.body.id], [first.body.id, first.body.id]);
  const replayed = [first, waited, later].map((reply) => reply.headers.get('idempotent-replayed'));
  deepEqual(replayed, [null, 'true', 'true']);
});

test('concurrent posts with one idempotency key that wait for the end are all answered 200', async () => {
  const caller = await gateway.as();
  const headers = { 'idempotency-key': 'beside', prefer: 'wait=25' };

  const replies = await Promise.all(
    [1, 2, 3].map(() => caller.post({ script: written('one') }, headers)),
  );

  deepEqual(
    replies.map(({ status, body }) => [status, body.status, body.id]),
    replies.map(() => [200, 'succeeded', replies[0]?.body.id]),
  );
});

test('a post that is repeated while its build is being erased never shows the erased build', async () => {
  const caller = await gateway.as();
  const headers = { 'idempotency-key': 'erased' };
  const request = { script: written('one') };
  const { body } = await caller.post(request, headers);
  await caller.ended(body.id);

  const [erased, ...replies] = await Promise.all([
    caller.call('DELETE', `/v1/builds/${body.id}`),
    ...[1, 2, 3, 4].map((n) => sleep(n * 15).then(() => caller.post(request, headers))),
  ]);

  equal(erased.status, 204);
  for (const { status, body: shown } of replies)
    deepEqual(
      [status, shown.origin, typeof shown.createdAt],
      [shown.endedAt === null ? 202 : 200, 'http', 'string'],
    );
  const fresh = new Set(replies.map((reply) => reply.body.id).filter((id) => id !== body.id));
  ok(fresh.size <= 1, [...fresh].join());
});

test('an idempotency key with another body is refused, and a refused request does not use its key', async () => {
  const caller = await gateway.as();
  const headers = { 'idempotency-key': 'key' };

  const invalid = await caller.post({ script: '' }, headers);
  const first = await caller.post({ script: written('one') }, headers);
  const other = await caller.post({ script: written('two') }, headers);

  deepEqual([invalid.status, first.status], [422, 202]);
  deepEqual([other.status, other.body.code], [422, 'IDEMPOTENCY_MISMATCH']);
});

test('the same id and idempotency key of two tenants are two builds', async () => {
  const callers = [await gateway.as(), await gateway.as()];
  const [id, key] = [ulid(), 'the same key'];

  for (const { tenant } of callers) await gateway.send({ script: written(tenant), tenant, id });
  const posts = callers.map((caller) =>
    caller.post({ script: written(caller.tenant) }, { 'idempotency-key': key }),
  );
  const [first, second] = await Promise.all(posts);

  deepEqual([first?.status, second?.status], [202, 202]);
  notEqual(first?.body.id, second?.body.id);
  for (const { tenant, ended } of callers) {
    await gateway.endOf({ id, tenant });
    const build = await ended(id);
    deepEqual([build.tenant, build.status], [tenant, 'succeeded']);
    deepEqual(
      build.files.map((file) => file.key),
      [`results/${tenant}/${id}/letter.txt`],
    );
  }
  equal((await docs.jobs()).filter((job) => job.key.startsWith(`${id}-`)).length, 2);
});

test('an id with another request is refused, and the first build is unchanged', async () => {
  const caller = await gateway.as();
  const id = ulid();
  const about = { tenant: caller.tenant, id };

  await gateway.send({ ...about, script: written('one') });
  await gateway.endOf(about);
  const correlationId = await gateway.send({ ...about, script: written('two') });
  const { detail } = await gateway.refusalOf(correlationId);

  deepEqual([detail.data.code, detail.data.id], ['IDEMPOTENCY_MISMATCH', id]);
  equal((await caller.ended(id)).status, 'succeeded');
});

testEnds(gateway);
