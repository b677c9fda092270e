import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type InputServer = {
  linkTo(name: string): string;
  close(): Promise<void>;
};

/** Serves files under their names to the engine on this machine, as the gateway serves inputs to Docs. */
export async function serveInputs(paths: ReadonlyMap<string, string>): Promise<InputServer> {
  const server = createServer(({ url = '' }, response) => {
    const name = decodeURIComponent(url.slice(1));
    const path = paths.get(name);
    if (path === undefined) return void response.writeHead(404).end();
    sendFile(path, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    linkTo: (name) => `http://127.0.0.1:${port}/${encodeURIComponent(name)}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function sendFile(path: string, response: ServerResponse): Promise<void> {
  const { size } = await stat(path);
  response.writeHead(200, { 'content-length': size });
  createReadStream(path)
    .on('error', () => response.destroy())
    .pipe(response);
}
