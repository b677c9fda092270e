import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { storedBuild } from '../../support/aws/fake-aws.ts';
import { eventOf, send } from '../../support/aws/http-event.ts';
import { functionFor } from '../../support/handler.ts';

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

test('the instrumented script of a build with debug opens an empty document too', async (t) => {
  const build = { ...storedBuild(), debugToken: 'd0123456789abcdef' };
  const { handler } = await functionFor('serve-script', t, build);
  const { tenant, id, capability } = build;

  const answer = await handler(
    eventOf('GET /v1/inputs/{tenant}/{id}/{capability}/{name}', {
      params: { tenant, id, capability, name: 'd0123456789abcdef.rtf' },
    }),
  );

  equal(Buffer.from(answer.body ?? '', 'base64').toString(), '{\\rtf1 }');
});

test('an instrumented script that has failed opens an empty document, named by the secret of its diagnosis', async (t) => {
  const token = 'd0123456789abcdef';
  const diagnosis = {
    token,
    since: '2026-11-22T08:00:00.000Z',
    error: {
      code: 'SCRIPT_FAILED' as const,
      docsError: -3,
      retryable: false,
      detail: '',
      at: null,
    },
  };
  const build = { ...storedBuild(), diagnosis };
  const { handler } = await functionFor('serve-script', t, build);
  const { tenant, id, capability } = build;

  const answer = await handler(
    eventOf('GET /v1/inputs/{tenant}/{id}/{capability}/{name}', {
      params: { tenant, id, capability, name: `${token}.rtf` },
    }),
  );

  equal(answer.statusCode, 200);
  equal(answer.headers?.['content-type'], 'application/rtf');
  equal(Buffer.from(answer.body ?? '', 'base64').toString(), '{\\rtf1 }');
});
