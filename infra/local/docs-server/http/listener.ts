import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server that can stop listening and listen again on the same port. */
export async function openListener(listener: RequestListener, port: number, host: string) {
  const server = createServer(listener);
  // Docs answers 400 to every invalid HTTP request; Node would answer 431 to headers over 16 KiB.
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
