import { equal, ok, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { openTcpProxy } from '../../faults/proxy/tcp-proxy.ts';
import type { Toxic } from '../../faults/proxy/toxics.ts';
import { serve } from '../../support/serve.ts';

const BODY = 'x'.repeat(10_000);

/** A server behind a proxy that closes each connection after its answer. */
async function proxied(t: TestContext) {
  const origin = await serve(t, (_request, response) => {
    response.writeHead(200, { connection: 'close', 'content-length': BODY.length });
    response.end(BODY);
  });
  const proxy = await openTcpProxy(Number(new URL(origin).port));
  t.after(() => proxy.close());
  const read = async () => {
    const began = performance.now();
    const text = await (await fetch(`http://127.0.0.1:${proxy.port}/`)).text();
    return { text, ms: performance.now() - began };
  };
  return { proxy, read };
}

test('without a toxic an answer passes as it is', async (t) => {
  const { read } = await proxied(t);

  equal((await read()).text, BODY);
});

/** Toxics that delay an answer and change nothing in it. */
const SLOW: [Toxic, atLeastMs: number][] = [
  [{ type: 'latency', value: 300 }, 300],
  [{ type: 'bandwidth', value: 20 }, 450],
  [{ type: 'slicer', value: 20 }, 250],
];

for (const [toxic, atLeastMs] of SLOW) {
  test(`${toxic.type} delays an answer and changes nothing in it`, async (t) => {
    const { proxy, read } = await proxied(t);
    const added = proxy.add(toxic);

    const { text, ms } = await read();
    added.remove();
    const after = await read();

    equal(text, BODY);
    ok(ms >= atLeastMs, `${ms} ms`);
    ok(added.toxic.hits > 0);
    equal(after.text, BODY);
  });
}

/** Toxics that break a connection. */
const BREAKING: Toxic[] = [
  { type: 'timeout', value: 100 },
  { type: 'reset_peer', value: 0 },
  { type: 'limit_data', value: 2_000 },
  { type: 'down', value: 0 },
];

for (const toxic of BREAKING) {
  test(`${toxic.type} breaks connections until it is removed`, async (t) => {
    const { proxy, read } = await proxied(t);
    const added = proxy.add(toxic);

    await rejects(read());
    await rejects(read());
    added.remove();

    equal((await read()).text, BODY);
    ok(added.toxic.hits >= 2);
  });
}

test('slow_close passes the answer on at once and closes the connection later', async (t) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).end('an answer');
  });
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const proxy = await openTcpProxy((server.address() as AddressInfo).port);
  t.after(() => proxy.close());
  const { toxic } = proxy.add({ type: 'slow_close', value: 300 });

  const client = connect(proxy.port, '127.0.0.1');
  const [data] = await once(client, 'data');
  const answered = performance.now();
  await once(client, 'end');
  const ms = performance.now() - answered;
  client.destroy();

  equal(`${data}`, 'an answer');
  ok(ms >= 200, `${ms} ms`);
  equal(toxic.hits, 1);
});

test('breakAll breaks the connections that are open', async (t) => {
  const reached = Promise.withResolvers<void>();
  const origin = await serve(t, () => reached.resolve());
  const proxy = await openTcpProxy(Number(new URL(origin).port));
  t.after(() => proxy.close());

  const answer = fetch(`http://127.0.0.1:${proxy.port}/`);
  await reached.promise;
  proxy.breakAll();

  await rejects(answer);
});
