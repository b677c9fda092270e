import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port of this machine that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/**
 * Makes sure that a port can be listened on.
 *
 * @param variable the environment variable that chooses another port
 * @throws {Error} one sentence that says what to do
 */
export async function claimPort(port: number, variable: string, host: string): Promise<number> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(
      `Port ${port} is taken: stop what listens there, or choose another with ${variable}=<port>.`,
      { cause: error },
    );
  }
  server.close();
  await once(server, 'close');
  return port;
}
