import { once } from 'node:events';
import { createServer } from 'node:net';

/** A free port of this machine. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/**
 * Checks that a port is free.
 *
 * @param variable the environment variable that sets another port
 * @throws {Error} if it is not; the message says what to do
 */
export async function claimPort(port: number, variable: string, host: string): Promise<number> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(
      `Port ${port} is in use: stop the process that listens on it, or choose another port with ${variable}=<port>.`,
      { cause: error },
    );
  }
  server.close();
  await once(server, 'close');
  return port;
}
