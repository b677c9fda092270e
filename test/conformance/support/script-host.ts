import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The host name or address by which Docs reaches this machine. */
const { GATEWAY_HOST } = process.env;

export type Hit = { url: string; headers: IncomingMessage['headers']; at: number };

type Reply = (request: IncomingMessage, response: ServerResponse, hits: number) => void;

export type ScriptHost = Awaited<ReturnType<typeof scriptHost>>;

/** A web server that Docs downloads scripts from; it stores every request. */
export async function scriptHost() {
  const replies = new Map<string, Reply>();
  const hits: Hit[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    hits.push({ url, headers: request.headers, at: Date.now() });
    const reply = replies.get(url.split('?')[0] ?? '');
    if (reply) reply(request, response, hitsOf(url).length);
    else response.writeHead(404).end('nothing here');
  });
  await new Promise<void>((resolve) =>
    server.listen(0, GATEWAY_HOST ? '::' : '127.0.0.1', resolve),
  );
  const { port } = server.address() as AddressInfo;
  const base = `http://${GATEWAY_HOST ?? '127.0.0.1'}:${port}`;
  const hitsOf = (url: string) => hits.filter((hit) => hit.url === new URL(url, base).pathname);

  /** Serves the answers of `reply`; returns the URL. */
  function on(reply: Reply): string {
    const path = `/${replies.size}.docbuilder`;
    replies.set(path, reply);
    return base + path;
  }

  return {
    on,
    /** Serves these lines as a script; returns its URL. */
    serve: (...lines: string[]) =>
      on((_request, response) => void response.end(`${lines.join('\n')}\n`)),
    hitsOf,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
