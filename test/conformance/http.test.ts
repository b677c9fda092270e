import { deepEqual, equal, match } from 'node:assert/strict';
import { after, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { anyDocs } from './support/any-docs.ts';

const docs = await anyDocs();
after(docs.stop);

test('every answer of the builder and of commands is JSON with status 200', async () => {
  const builder = await fetch(`${docs.url}/docbuilder`, { method: 'POST', body: '{}' });
  const command = await fetch(`${docs.url}/command`, { method: 'POST', body: '{}' });

  deepEqual([builder.status, command.status], [200, 200]);
  match(builder.headers.get('content-type') ?? '', /^application\/json; charset=utf-8$/i);
  equal(command.headers.get('content-type'), 'application/json');
  deepEqual(await builder.json(), { error: -8 });
  deepEqual(await command.json(), { error: 6 });
});

test('an unknown method or path is answered with a page and status 404', async () => {
  for (const [method, path] of [
    ['GET', '/docbuilder'],
    ['PUT', '/command'],
    ['POST', '/nowhere'],
  ]) {
    const response = await fetch(docs.url + path, { method });

    equal(response.status, 404);
    match(response.headers.get('content-type') ?? '', /^text\/html/);
    match(await response.text(), new RegExp(`Cannot ${method} ${path}`));
  }
});

test('the health check answers true', async () => {
  const response = await fetch(`${docs.url}/healthcheck`);

  deepEqual([response.status, await response.text()], [200, 'true']);
});

test('a body can be compressed with gzip, but not with brotli', async () => {
  const body = JSON.stringify({ token: await docs.sign({ c: 'version' }) });
  const send = (encoding: string, packed: Buffer) =>
    fetch(`${docs.url}/command`, {
      method: 'POST',
      body: new Uint8Array(packed),
      headers: { 'content-encoding': encoding },
    });

  const gzip = await send('gzip', gzipSync(body));
  const brotli = await send('br', brotliCompressSync(body));

  equal(((await gzip.json()) as { error: number }).error, 0);
  deepEqual([brotli.status, await brotli.text()], [500, 'Internal Server Error']);
});

test('a request with more than 16 KiB of headers is answered with 400', async () => {
  const headers = { [docs.tokenHeader]: `Bearer ${'x'.repeat(17_000)}` };

  const response = await fetch(`${docs.url}/command`, { method: 'POST', body: '{}', headers });

  deepEqual([response.status, await response.text()], [400, '']);
});

test('routes ignore case and a trailing slash', async () => {
  for (const path of ['/Command', '/command/']) {
    deepEqual(await docs.post(path, '{}'), { error: 6 });
  }
});
