import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A listener that can close and open again on the same port. */
export async function openDoor(listener: RequestListener, port: number, host: string) {
  const server = createServer(listener);
  // Node's own answer would be 431 for headers over 16 KiB; Docs says 400 to all that is no HTTP.
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    socket.destroy();
  });
  const listen = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(port);
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    open: () => listen(address.port),
    close: () =>
      new Promise<void>((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
