import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { stack } from '../support/stack/stack.ts';

const { apiUrl, token } = await stack();
const authorization = `Bearer ${token}`;

const ask = (path: string, init: RequestInit = {}) =>
  fetch(apiUrl + path, {
    redirect: 'manual',
    ...init,
    headers: { authorization, ...init.headers },
  });

const textOf = async (answer: Response) => [answer.status, await answer.text()];

test('a built file and its link answer HEAD', async () => {
  const script =
    'builder.CreateFile("docx");\nbuilder.SaveFile("docx", "a.docx");\nbuilder.CloseFile();';
  const created = await ask('/v1/builds', {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=25' },
    body: JSON.stringify({ script }),
  });
  const { id, files } = (await created.json()) as { id: string; files: { size: number }[] };

  const build = await ask(`/v1/builds/${id}`, { method: 'HEAD' });
  const file = await ask(`/v1/builds/${id}/files/a.docx`, { method: 'HEAD' });
  const object = await fetch(String(file.headers.get('location')), { method: 'HEAD' });

  deepEqual(await textOf(build), [200, '']);
  equal(file.status, 302);
  deepEqual([object.status, Number(object.headers.get('content-length'))], [200, files[0]?.size]);
});

test('HEAD needs the same token as GET', async () => {
  const refused = await fetch(`${apiUrl}/v1/builds`, { method: 'HEAD' });
  const health = await fetch(`${apiUrl}/v1/health`, { method: 'HEAD' });

  deepEqual([refused.status, health.status], [401, 200]);
});

test('a method that a path does not have is 405, and an unknown path is 404', async () => {
  const wrong = await ask('/v1/builds', { method: 'PUT' });
  const unknown = await ask('/v1/nothing', { method: 'PUT' });

  deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'GET, HEAD, POST']);
  deepEqual(
    [unknown.status, unknown.headers.get('content-type')],
    [404, 'application/problem+json'],
  );
});

test('openapi.json comes compressed with an ETag, and once more as 304', async () => {
  const first = await ask('/openapi.json', { headers: { 'accept-encoding': 'gzip' } });
  const etag = String(first.headers.get('etag'));
  const again = await ask('/openapi.json', { headers: { 'if-none-match': etag } });

  match(etag, /^W\/"[0-9a-f]{32}"$/);
  equal(first.headers.get('content-encoding'), 'gzip');
  equal(((await first.json()) as { openapi: string }).openapi, '3.1.1');
  deepEqual(await textOf(again), [304, '']);
});

test('a page of this machine or of a configured origin may call the API, and no other page', async () => {
  const allowed = async (origin: string) => {
    const preflight = await fetch(`${apiUrl}/v1/builds`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,prefer',
      },
    });
    const health = await fetch(`${apiUrl}/v1/health`, { headers: { origin } });
    const values = [preflight, health].map((answer) =>
      answer.headers.get('access-control-allow-origin'),
    );
    equal(values[0], values[1]);
    return values[0];
  };

  for (const origin of [
    'http://localhost:5173',
    'http://127.0.0.1:3000',
    'http://[::1]:8080',
    'https://app.localhost',
    'https://app.example.com',
  ])
    equal(await allowed(origin), origin);
  for (const origin of [
    'http://localhost.example.com',
    'http://notlocalhost:5173',
    'http://192.0.2.1:3000',
    'https://other.example.com',
    'null',
  ])
    equal(await allowed(origin), null, origin);
});
