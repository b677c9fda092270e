import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inputLink, inputNameIn, type Linked } from '../../../shared/build/script-links.ts';
import { EMPTY_DOCUMENT } from '../../../shared/script/diagnosis/names.ts';

export type InputServer = {
  /** What all links begin with. */
  publicUrl: string;
  /** The build in whose place the script runs. */
  build: Linked;
  linkTo(name: string): string;
  /** The address of a document without content. */
  emptyDocument?: string;
  close(): Promise<void>;
};

/** No link to a file has a question mark. */
const EMPTY = '/?empty.rtf';
const BUILD: Linked = { tenant: 'default', id: 'script', capability: 'local' };

/**
 * Serves files under their names to the engine on this machine, by links like those of the gateway, so that the
 * gateway's functions find the links in what the engine reports.
 */
export async function serveInputs(
  paths: ReadonlyMap<string, string>,
): Promise<Required<InputServer>> {
  const server = createServer(({ url = '' }, response) => {
    if (url === EMPTY) return void response.end(EMPTY_DOCUMENT);
    const name = inputNameIn(decodeURIComponent(url.slice(url.lastIndexOf('/') + 1)));
    const path = paths.get(name);
    if (path === undefined) return void response.writeHead(404).end();
    sendFile(path, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const publicUrl = `http://127.0.0.1:${port}`;
  return {
    publicUrl,
    build: BUILD,
    linkTo: (name) => inputLink(publicUrl, BUILD, name),
    emptyDocument: publicUrl + EMPTY,
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
