import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { buildData, queued, scriptedGateway } from '../../support/client/scripted-gateway.ts';

test('cancel() returns the cancelled build, and erase() accepts that the build is erased already', async (t) => {
  const cancelled = buildData({ status: 'cancelled', endedAt: '2026-11-22T08:00:02.000Z' });
  const gone = { status: 404, json: { code: 'NOT_FOUND', detail: 'No such build.' } };
  const conflict = { status: 409, json: { code: 'CONFLICT', detail: 'It runs.' } };
  const { gateway, received } = await scriptedGateway(t, [
    { json: queued() },
    { status: 202, json: cancelled },
    'no answer',
    gone,
    conflict,
  ]);

  const build = await gateway.get('01JD', { wait: 5 });
  const after = await build.cancel();
  await build.erase();

  equal(after.status, 'cancelled');
  await rejects(build.erase(), { name: 'RequestError', code: 'CONFLICT', status: 409 });
  deepEqual(
    received.map(({ route }) => route),
    [
      'GET /v1/builds/01JD',
      `POST /v1/builds/${build.id}/cancel`,
      ...Array<string>(3).fill(`DELETE /v1/builds/${build.id}`),
    ],
  );
  equal(received[0]?.headers.prefer, 'wait=5');
});

test('builds() reads page after page, and only as many as are asked for', async (t) => {
  const page = (ids: string[], cursor: string | null) => ({
    json: { items: ids.map((id) => buildData({ id })), cursor },
  });
  const pages = [page(['A', 'B'], 'a cursor&'), page(['C'], null)];
  const { gateway, received } = await scriptedGateway(t, [...pages, ...pages]);

  const ids: string[] = [];
  for await (const build of gateway.builds({ status: 'failed', template: 'invoice' }))
    ids.push(build.id);
  for await (const build of gateway.builds()) {
    ids.push(build.id);
    break;
  }

  deepEqual(ids, ['A', 'B', 'C', 'A']);
  deepEqual(
    received.map(({ route }) => route),
    [
      'GET /v1/builds?status=failed&template=invoice&limit=100',
      'GET /v1/builds?status=failed&template=invoice&limit=100&cursor=a%20cursor%26',
      'GET /v1/builds?limit=100',
    ],
  );
});
