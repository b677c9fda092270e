import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** Serves on a free port of this machine until the test ends; answers with its origin. */
export async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  // An idle connection stays open. On a busy machine, a client could send a request as it is closed.
  const server = createServer({ keepAliveTimeout: 0 }, listener);
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
