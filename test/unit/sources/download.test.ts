import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fetchSource } from '../../../shared/sources/fetch-source.ts';
import { serve } from '../../support/serve.ts';
import { failureOf, LIMITS, localRules, resolver, STRICT } from '../../support/sources.ts';

async function fetchFrom(t: TestContext, listener: RequestListener, limits = {}) {
  const origin = await serve(t, listener);
  const { lookup } = resolver('127.0.0.1');
  const url = `http://files.example:${new URL(origin).port}/a?token=hidden`;
  return fetchSource(url, localRules(origin), { ...LIMITS, lookup, ...limits });
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`a redirect with ${status} is refused and not followed`, async (t) => {
    const paths: string[] = [];
    const error = await failureOf(
      fetchFrom(t, (request, response) => {
        paths.push(request.url ?? '');
        response.writeHead(status, { location: 'http://169.254.169.254/' }).end();
      }),
    );

    assert.equal(error.code, 'SOURCE_REFUSED');
    assert.match(error.message, /answered with a redirect \(30[12378]\), which is not followed/);
    assert.deepEqual(paths, ['/a?token=hidden']);
  });
}

for (const status of [204, 206, 401, 403, 404, 500, 503]) {
  test(`status ${status} of the source is SOURCE_DOWNLOAD`, async (t) => {
    const error = await failureOf(
      fetchFrom(t, (_request, response) => response.writeHead(status).end()),
    );

    assert.equal(error.code, 'SOURCE_DOWNLOAD');
    assert.equal(error.message, `the source's host files.example answered ${status}`);
  });
}

test('a compressed answer is refused before its body is read', async (t) => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  for (const encoding of ['gzip', 'br', 'deflate', 'GZIP', 'identity, gzip']) {
    const error = await failureOf(
      fetchFrom(t, (request, response) => {
        assert.equal(request.headers['accept-encoding'], 'identity');
        response.setHeader('content-encoding', encoding).end(bomb);
      }),
    );
    assert.equal(error.code, 'SOURCE_REFUSED');
  }
});

test('a source of exactly maxBytes is accepted, and one byte more is refused', async (t) => {
  const fine = await fetchFrom(t, (_request, response) => response.end('x'.repeat(1_000)));
  assert.equal(fine.length, 1_000);

  const announced = await failureOf(
    fetchFrom(t, (_request, response) => response.end('x'.repeat(1_001))),
  );
  assert.equal(announced.code, 'SCRIPT_TOO_LARGE');

  const unannounced = await failureOf(
    fetchFrom(t, (_request, response) => {
      response.write('x'.repeat(1_000));
      response.end('x');
    }),
  );
  assert.equal(unannounced.code, 'SCRIPT_TOO_LARGE');
});

test('an endless answer is read up to the limit only', async (t) => {
  const closed = Promise.withResolvers<void>();
  const error = await failureOf(
    fetchFrom(t, (_request, response) => {
      const more = setInterval(() => response.write('x'.repeat(500)), 5);
      response.on('close', () => {
        clearInterval(more);
        closed.resolve();
      });
    }),
  );

  assert.equal(error.code, 'SCRIPT_TOO_LARGE');
  await closed.promise;
});

const slowness: Record<string, RequestListener> = {
  'says nothing': () => {},
  'sends headers and then nothing': (_request, response) => response.flushHeaders(),
  'sends a byte now and then': (_request, response) => {
    const drip = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(drip));
  },
};

for (const [kind, listener] of Object.entries(slowness)) {
  test(`a source that ${kind} times out`, async (t) => {
    const startedAt = performance.now();

    const error = await failureOf(fetchFrom(t, listener, { timeoutMs: 150 }));

    assert.equal(error.code, 'SOURCE_DOWNLOAD');
    assert.match(error.message, /it timed out$/);
    assert.ok(performance.now() - startedAt < 10_000);
  });
}

test('a look-up that never ends times out', async () => {
  const lookup = () => new Promise<never>(() => {});
  const limits = { ...LIMITS, timeoutMs: 50, lookup };

  const error = await failureOf(fetchSource('https://files.example/', STRICT, limits));

  assert.equal(error.code, 'SOURCE_DOWNLOAD');
});

test('a name without an address, or that does not exist, is SOURCE_DOWNLOAD', async () => {
  const { lookup } = resolver();
  const none = await failureOf(
    fetchSource('https://files.example/', STRICT, { ...LIMITS, lookup }),
  );
  assert.equal(none.message, "the source's host files.example has no address");

  const unknown = await failureOf(fetchSource('https://files.invalid/', STRICT, LIMITS));
  assert.equal(unknown.code, 'SOURCE_DOWNLOAD');
});

test('a truncated body is SOURCE_DOWNLOAD and not a shorter script', async (t) => {
  const cut: RequestListener[] = [
    (_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half');
      setImmediate(() => response.socket?.destroy());
    },
    (_request, response) => {
      response.write('half');
      setImmediate(() => response.socket?.destroy());
    },
  ];
  for (const listener of cut) {
    const error = await failureOf(fetchFrom(t, listener));
    assert.equal(error.code, 'SOURCE_DOWNLOAD');
    assert.ok(!error.message.includes('hidden'));
  }
});

test('the signal of the caller aborts the download', async (t) => {
  const gone = new AbortController();

  const failed = failureOf(fetchFrom(t, () => gone.abort(), { signal: gone.signal }));

  assert.equal((await failed).code, 'SOURCE_DOWNLOAD');
});

test('an aborted signal prevents the look-up', async () => {
  const { asked, lookup } = resolver('127.0.0.1');
  const limits = { ...LIMITS, lookup, signal: AbortSignal.abort() };

  const error = await failureOf(fetchSource('https://files.example/', STRICT, limits));

  assert.equal(error.code, 'SOURCE_DOWNLOAD');
  assert.deepEqual(asked, []);
});

test('no cookie, token or name of this machine is sent with the request', async (t) => {
  const fetched = await fetchFrom(t, (request, response) =>
    response.end(JSON.stringify(request.headers)),
  );

  const { host, ...headers } = JSON.parse(fetched.toString());
  assert.match(host, /^files\.example:\d+$/);
  assert.deepEqual(headers, {
    'accept-encoding': 'identity',
    'user-agent': 'docs-gateway',
    connection: 'close',
  });
});
