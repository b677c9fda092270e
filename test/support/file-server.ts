import { once } from 'node:events';
import { createServer } from 'node:http';

/** The smallest image there is, of one dot. */
const IMAGE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

type Offer = { body: string | Buffer } | { location: string } | { until: Promise<void> };

/**
 * A server on this machine that offers what callers' URLs and scripts name.
 *
 * @param ports it takes the first free one of these, or any
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
    /** What was asked for under a name, as it was written. */
    asked: (name: string): string[] =>
      asked.filter((url) => url.split('?')[0] === `/${encodeURIComponent(name)}`),
    /** An image that keeps whoever asks for it waiting until it is let go. */
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
