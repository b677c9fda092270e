import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { fetchSource, type SourceLimits } from '../../../shared/sources/fetch-source.ts';
import { serve } from '../../support/serve.ts';
import {
  countingServer,
  failureOf,
  LIMITS,
  localRules,
  OPEN,
  resolver,
} from '../../support/sources.ts';

test('a name is looked up once, and the connection goes to the address that was found', async (t) => {
  const origin = await serve(t, (request, response) => response.end(request.headers.host));
  const { port } = new URL(origin);
  const { asked, lookup } = resolver('127.0.0.1');
  const url = `http://files.example:${port}/a`;

  const fetched = await fetchSource(url, localRules(origin), { ...LIMITS, lookup });

  assert.equal(fetched.toString(), `files.example:${port}`);
  assert.deepEqual(asked, ['files.example']);
});

test('a name that resolves to another address later is not connected to at that address', async (t) => {
  const { port, connectionCount } = await countingServer(t);
  let looks = 0;
  // 192.0.2.1 is allowed and unreachable; a second look-up would return the address of the counting server.
  const lookup: SourceLimits['lookup'] = async () => {
    looks += 1;
    return [{ address: looks === 1 ? '192.0.2.1' : '127.0.0.1', family: 4 }];
  };
  const rules = { ...OPEN, ports: [port], allow: ['192.0.2.0/24'] };
  const limits = { ...LIMITS, timeoutMs: 300, lookup };

  const error = await failureOf(fetchSource(`http://files.example:${port}/`, rules, limits));

  assert.equal(error.code, 'SOURCE_DOWNLOAD');
  assert.equal(looks, 1);
  assert.equal(connectionCount(), 0);
});

test('over TLS, the server receives the name of the host in SNI', async (t) => {
  const hello = Promise.withResolvers<Buffer>();
  const server = createServer((socket) =>
    socket.once('data', (data) => {
      hello.resolve(data);
      socket.destroy();
    }),
  );
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const { lookup } = resolver('127.0.0.1');
  const rules = localRules(`http://x:${port}`);

  const failed = failureOf(
    fetchSource(`https://files.example:${port}/`, rules, { ...LIMITS, lookup }),
  );

  assert.ok((await hello.promise).includes('files.example'));
  assert.equal((await failed).code, 'SOURCE_DOWNLOAD');
});
