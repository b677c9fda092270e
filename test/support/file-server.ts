import { once } from 'node:events';
import { createServer } from 'node:http';

/** An image of one pixel. */
const IMAGE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

type Offer = { body: string | Buffer } | { location: string } | { until: Promise<void> };

/**
 * Starts a server on this machine with files for the URLs in requests and scripts.
 *
 * @param ports the server uses the first free one of these, or else any free port
 */
export async function openFileServer(ports: number[] = []) {
  const offers = new Map<string, Offer>();
  const asked: string[] = [];
  const waiting = new Map<string, () => void>();
  const server = createServer(async (request, response) => {
    asked.push(`${request.url}`);
    const name = decodeURIComponent(`${request.url}`.split('?')[0]?.slice(1) ?? '');
    waiting.get(name)?.();
    const offer = offers.get(name);
    if (!offer) response.writeHead(404).end();
    else if ('location' in offer) response.writeHead(302, { location: offer.location }).end();
    else if ('body' in offer) response.end(offer.body);
    else {
      await offer.until;
      response.writeHead(200, { 'content-type': 'image/png' }).end(IMAGE);
    }
  });
  const port = await listenOn([...ports, 0]);
  const urlOf = (name: string) => `http://127.0.0.1:${port}/${encodeURIComponent(name)}`;

  async function listenOn([first, ...others]: number[]): Promise<number> {
    try {
      await once(server.listen(first, '127.0.0.1'), 'listening');
    } catch (error) {
      if (others.length === 0) throw error;
      return listenOn(others);
    }
    return (server.address() as { port: number }).port;
  }

  return {
    image: IMAGE,
    urlOf,
    /** @returns its URL */
    offer(name: string, body: string | Buffer): string {
      offers.set(name, { body });
      return urlOf(name);
    },
    redirect(name: string, location: string): string {
      offers.set(name, { location });
      return urlOf(name);
    },
    /** The URLs of the requests for a file, as they were sent. */
    asked: (name: string): string[] =>
      asked.filter((url) => url.split('?')[0] === `/${encodeURIComponent(name)}`),
    /** An image that is not sent until `letGo()` is called; `asked` resolves with the first request. */
    hold(name: string): { url: string; asked: Promise<void>; letGo(): void } {
      const { promise, resolve } = Promise.withResolvers<void>();
      const first = Promise.withResolvers<void>();
      offers.set(name, { until: promise });
      waiting.set(name, first.resolve);
      return { url: urlOf(name), asked: first.promise, letGo: resolve };
    },
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

export type FileServer = Awaited<ReturnType<typeof openFileServer>>;
