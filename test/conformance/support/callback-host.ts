import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Claims } from './any-docs.ts';
import type { ScriptHost } from './script-host.ts';

export type Received = {
  method: string;
  /** What follows the path, with its question mark. */
  query: string;
  body: Claims;
  headers: IncomingHttpHeaders;
  at: number;
};

export type Answer = { status?: number; body?: string; headers?: Record<string, string> };

export const OK: Answer = { status: 200, body: '{"error":0}' };

export type CallbackHost = ReturnType<typeof callbackHost>;

/** A callback URL that remembers what came, and answers as it is told. */
export function callbackHost(host: ScriptHost) {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let answers: Answer[] = [OK];

  const url = host.on(async (request, response) => {
    const { method = '', headers } = request;
    const said = await text(request);
    const query = request.url?.match(/\?.*/)?.[0] ?? '';
    const body = said === '' ? {} : JSON.parse(said);
    received.push({ method, query, body, headers, at: Date.now() });
    const { status = 200, body: answer, headers: more } = answers[0] ?? OK;
    if (answers.length > 1) answers.shift();
    response.writeHead(status, more).end(answer);
    for (const look of waiting) look();
  });

  return {
    url,
    received,
    /** One answer after the other; the last one from then on. */
    answer(...next: Answer[]) {
      answers = next;
    },
    /** The n-th callback of a status, be it there already or still to come; the first is 1. */
    got: (status: number, n = 1): Promise<Received> =>
      new Promise((resolve) => {
        const look = () => {
          const found = received.filter(({ body }) => body.status === status)[n - 1];
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    /** The statuses so far, in the order they came. */
    statuses: () => received.map(({ body }) => body.status),
  };
}

/** What a callback says, without what differs each time. */
export function facts({ body }: Received): Claims {
  const { token, url, changesurl, history, lastsave, ...plain } = body;
  return plain;
}
