import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { type DocsClient, docsClient, docsFromEnv } from '../../../shared/docs/client.ts';
import { retryAfter } from '../../../shared/docs/exchange.ts';
import type { GatewayError } from '../../../shared/errors.ts';
import { fixedSecret, type SecretReader } from '../../../shared/secret.ts';
import { claimsOf, fakeDocs, guarded, SECRET } from '../../support/docs/fake-docs.ts';
import { serve } from '../../support/serve.ts';

const FINE = { key: 'k', end: false };

function ask(docs: DocsClient, timeoutMs = 5_000) {
  return docs.ask('docbuilder', { key: 'k', argument: 'a secret argument' }, { timeoutMs });
}

function failureOf(asked: Promise<unknown>): Promise<GatewayError> {
  return asked.then(
    () => assert.fail('it was answered'),
    (error) => error,
  );
}

test('parameters are sent in the token and beside it, for a Docs with tokens turned off', async (t) => {
  const { asked, docs } = await fakeDocs(t, [FINE]);

  await ask(docs);

  const { token: _, ...open } = asked[0]?.body ?? {};
  const { iat: _iat, exp: _exp, operation, ...signed } = claimsOf(asked[0]);
  assert.deepEqual(open, { key: 'k', argument: 'a secret argument' });
  assert.deepEqual(signed, open);
  assert.equal(operation, 'docbuilder');
});

test('the key is the shard key, encoded; without one there is none', async (t) => {
  const { asked, docs } = await fakeDocs(t, [FINE]);

  await docs.ask('docbuilder', { key: 'a&b c' });
  await docs.ask('command', { c: 'version' });

  assert.deepEqual(
    asked.map(({ path }) => path),
    ['/docbuilder?shardkey=a%26b%20c', '/command'],
  );
});

test('the path prefix of Docs is kept, with or without a slash at its end', async (t) => {
  const { url, asked } = await fakeDocs(t, [FINE]);

  for (const prefixed of [`${url}/docs`, `${url}/docs/`]) {
    await ask(docsClient({ url: prefixed, inbox: fixedSecret(SECRET) }));
  }

  assert.deepEqual(
    new Set(asked.map(({ path }) => path)),
    new Set(['/docs/docbuilder?shardkey=k']),
  );
});

test('twenty requests use one connection', async (t) => {
  const sockets = new Set<unknown>();
  const answer = (response: ServerResponse) => {
    sockets.add(response.socket);
    response.end(JSON.stringify(FINE));
  };
  const { docs } = await fakeDocs(t, [answer]);

  for (let count = 0; count < 20; count++) await ask(docs);

  assert.equal(sockets.size, 1);
});

test('a request on a connection that Docs has closed is sent again', async (t) => {
  const { docs, asked } = await fakeDocs(t, [FINE, (response) => response.socket?.destroy(), FINE]);

  await ask(docs);

  assert.deepEqual(await ask(docs), FINE);
  assert.equal(asked.length, 3);
});

test('a Docs that closes the connection twice is unavailable', async (t) => {
  const { docs, asked } = await fakeDocs(t, [(response) => response.socket?.destroy()]);

  await assert.rejects(ask(docs), { code: 'DOCS_UNAVAILABLE' });
  assert.equal(asked.length, 2);
});

test('the current secret is used as long as Docs accepts it', async (t) => {
  const { docs, asked } = await fakeDocs(t, [guarded(() => SECRET, FINE)]);

  assert.deepEqual(await ask(docs), FINE);
  assert.equal(asked.length, 1);
});

test('a secret that was rotated is read again, once, and remembered', async (t) => {
  const { url, asked } = await fakeDocs(t, [guarded(() => SECRET, FINE)]);
  let refreshed = 0;
  const inbox: SecretReader = {
    current: async () => 'the-secret-before-it-was-rotated-away',
    previous: async () => undefined,
    refresh: async () => {
      refreshed += 1;
      return SECRET;
    },
  };
  const docs = docsClient({ url, inbox });

  await ask(docs);
  await ask(docs);

  assert.equal(refreshed, 1);
  assert.equal(asked.length, 3);
});

test('a Docs that still has the previous secret is asked with that one', async (t) => {
  let known = SECRET;
  const { url, asked } = await fakeDocs(t, [guarded(() => known, FINE)]);
  const next = 'the-secret-that-docs-will-have-after-all';
  const docs = docsClient({ url, inbox: fixedSecret(next, SECRET) });

  await ask(docs);
  known = next;
  await ask(docs);

  assert.equal(asked.length, 4);
});

for (const [service, number] of [
  ['docbuilder', -8],
  ['command', 6],
  ['command', 7],
] as const) {
  test(`error ${number} of ${service} with every secret is DOCS_AUTH and keeps its number`, async (t) => {
    const { url, asked } = await fakeDocs(t, [{ error: number }]);
    const docs = docsClient({
      url,
      inbox: fixedSecret(SECRET, 'the-secret-that-was-before-this-one'),
    });

    const error = await failureOf(docs.ask(service, { key: 'k' }));

    assert.equal(error.code, 'DOCS_AUTH');
    assert.deepEqual(error.details, { docsError: number });
    assert.equal(asked.length, 2);
    assert.ok(!error.message.includes(SECRET));
  });
}

test('a large difference between the clocks is named as the cause', async (t) => {
  const date = new Date(Date.now() - 600_000).toUTCString();
  const { docs } = await fakeDocs(t, [
    (response) => response.setHeader('date', date).end('{"error":-8}'),
  ]);

  await assert.rejects(ask(docs), {
    code: 'DOCS_AUTH',
    message: /differ by (599|60\d) s/,
  });
});

test('other errors of Docs are returned to the caller', async (t) => {
  const { docs } = await fakeDocs(t, [{ error: -3 }]);

  assert.deepEqual(await ask(docs), { error: -3 });
});

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
  nothing: '',
  'JSON that breaks off': '{"key":"k","end":tr',
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

  await assert.rejects(ask(docs), { code: 'DOCS_PROTOCOL', message: /exceeds 32 MiB/ });
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

test('a function’s client is made from its environment', async (t) => {
  const before = { ...process.env };
  t.after(() => {
    process.env = before;
  });
  Object.assign(process.env, {
    DOCS_URL: 'https://docs.example/office',
    DOCS_STORAGE_ORIGINS: 'https://one.example https://two.example:8443',
    DOCS_LEGACY_COMMANDS: 'false',
    INBOX_SECRET_NAME: 'docs/inbox',
  });

  const { url, storageOrigins } = docsFromEnv();

  assert.equal(url, 'https://docs.example/office');
  assert.deepEqual(storageOrigins, ['https://one.example', 'https://two.example:8443']);
});
