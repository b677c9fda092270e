import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { type DocsClient, docsClient } from '../../../shared/docs/client.ts';
import { exchange, retryAfter } from '../../../shared/docs/exchange.ts';
import type { GatewayError } from '../../../shared/errors.ts';
import { fakeDocs, SECRET } from '../../support/docs/fake-docs.ts';
import { fixedSecret } from '../../support/fixed-secret.ts';
import { serve } from '../../support/serve.ts';

function ask(docs: DocsClient, timeoutMs = 5_000) {
  return docs.ask('docbuilder', { key: 'k', argument: 'a secret argument' }, { timeoutMs });
}

function failureOf(asked: Promise<unknown>): Promise<GatewayError> {
  return asked.then(
    () => assert.fail('it was answered'),
    (error) => error,
  );
}

for (const status of [429, 502, 503, 504]) {
  test(`HTTP status ${status} of Docs is DOCS_UNAVAILABLE`, async (t) => {
    const { docs } = await fakeDocs(t, [
      (response) => response.writeHead(status, { 'retry-after': '7' }).end('<html>'),
    ]);

    await assert.rejects(ask(docs), {
      code: 'DOCS_UNAVAILABLE',
      details: { retryAfterSeconds: 7 },
    });
  });
}

for (const status of [201, 204, 301, 400, 401, 403, 404, 500]) {
  test(`HTTP status ${status} of Docs is DOCS_PROTOCOL`, async (t) => {
    const { docs, asked } = await fakeDocs(t, [
      (response) => response.writeHead(status, { location: '/elsewhere' }).end(),
    ]);

    await assert.rejects(ask(docs), {
      code: 'DOCS_PROTOCOL',
      message: new RegExp(`answered ${status} at /docbuilder$`),
    });
    assert.equal(asked.length, 1);
  });
}

const unreadable = {
  'an HTML page': '<!doctype html><p>Welcome to nginx',
  'an empty body': '',
  'truncated JSON': '{"key":"k","end":tr',
};

for (const [kind, text] of Object.entries(unreadable)) {
  test(`${kind} with status 200 is DOCS_PROTOCOL, and is not quoted`, async (t) => {
    const { docs } = await fakeDocs(t, [
      (response) => response.setHeader('content-type', 'text/html').end(text),
    ]);

    const error = await failureOf(ask(docs));

    assert.equal(error.code, 'DOCS_PROTOCOL');
    assert.ok(text === '' || !error.message.includes(text));
  });
}

test('an answer that ends too early is DOCS_UNAVAILABLE', async (t) => {
  const { docs } = await fakeDocs(t, [
    (response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"key":"k"');
      setImmediate(() => response.socket?.destroy());
    },
  ]);

  await assert.rejects(ask(docs), { code: 'DOCS_UNAVAILABLE' });
});

test('an answer that stops after its headers is a time-out', async (t) => {
  const { docs } = await fakeDocs(t, [(response) => response.writeHead(200).flushHeaders()]);

  await assert.rejects(ask(docs, 100), { code: 'DOCS_TIMEOUT' });
});

test('an answer of a byte now and then does not extend the time-out', async (t) => {
  const { docs } = await fakeDocs(t, [
    (response) => {
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    },
  ]);

  await assert.rejects(ask(docs, 150), { code: 'DOCS_TIMEOUT' });
});

test('an endless answer is not read to its end', async (t) => {
  const block = Buffer.alloc(1024 * 1024, ' ');
  const { docs } = await fakeDocs(t, [
    async (response) => {
      while (!response.closed && response.write(block)) await new Promise(setImmediate);
      response.on('drain', () => response.write(block));
    },
  ]);

  await assert.rejects(ask(docs, 60_000), { code: 'DOCS_PROTOCOL', message: /exceeds 32 MiB/ });
});

test('a refused connection is DOCS_UNAVAILABLE, with its error code', async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const docs = docsClient({ url: `http://127.0.0.1:${port}`, inbox: fixedSecret(SECRET) });

  await assert.rejects(ask(docs), {
    code: 'DOCS_UNAVAILABLE',
    message: 'Docs cannot be reached (ECONNREFUSED)',
  });
});

test('a host name that does not resolve is DOCS_UNAVAILABLE', async () => {
  const docs = docsClient({ url: 'http://docs.invalid', inbox: fixedSecret(SECRET) });

  await assert.rejects(ask(docs), { code: 'DOCS_UNAVAILABLE' });
});

test('a Docs without TLS at an https address is DOCS_UNAVAILABLE', async (t) => {
  const url = await serve(t, (_request, response) => response.end());
  const docs = docsClient({ url: url.replace('http:', 'https:'), inbox: fixedSecret(SECRET) });

  await assert.rejects(ask(docs), { code: 'DOCS_UNAVAILABLE' });
});

test('Retry-After is read as seconds or as a date, and capped at a minute', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');

  assert.equal(retryAfter('5', now), 5);
  assert.equal(retryAfter('0', now), 0);
  assert.equal(retryAfter('1.5', now), 2);
  assert.equal(retryAfter('86400', now), 60);
  assert.equal(retryAfter('1e400', now), 60);
  assert.equal(retryAfter('Sun, 22 Nov 2026 10:00:30 GMT', now), 30);
  assert.equal(retryAfter('Mon, 22 Nov 2027 10:00:00 GMT', now), 60);
  assert.equal(retryAfter('Sun, 22 Nov 2026 09:00:00 GMT', now), undefined);
  assert.equal(retryAfter('-1', now), undefined);
  assert.equal(retryAfter('soon', now), undefined);
  assert.equal(retryAfter('', now), undefined);
  assert.equal(retryAfter(null, now), undefined);
});

test('an answer of thirty levels is read, and a deeper one is not accepted', async (t) => {
  let depth = 30;
  const url = await serve(t, (_, response) => response.end('['.repeat(depth) + ']'.repeat(depth)));
  const ask = () => exchange(fetch, { url, body: {}, timeoutMs: 10_000 });
  await ask();

  for (depth of [31, 10_000])
    await assert.rejects(ask(), {
      code: 'DOCS_PROTOCOL',
      message: "Docs' answer is nested deeper than 30 levels",
    });
});
