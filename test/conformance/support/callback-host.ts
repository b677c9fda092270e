import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Claims } from './any-docs.ts';
import type { ScriptHost } from './script-host.ts';

export type Received = {
  method: string;
  /** The query of the URL, with its question mark. */
  query: string;
  body: Claims;
  headers: IncomingHttpHeaders;
  at: number;
};

export type Answer = { status?: number; body?: string; headers?: Record<string, string> };

export const OK: Answer = { status: 200, body: '{"error":0}' };

export type CallbackHost = ReturnType<typeof callbackHost>;

/** A callback URL that stores every callback and answers as set by `answer`. */
export function callbackHost(host: ScriptHost) {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let answers: Answer[] = [OK];

  const url = host.on(async (request, response) => {
    const { method = '', headers } = request;
    const sent = await text(request);
    const query = request.url?.match(/\?.*/)?.[0] ?? '';
    const body = sent === '' ? {} : JSON.parse(sent);
    received.push({ method, query, body, headers, at: Date.now() });
    const { status = 200, body: answer, headers: more } = answers[0] ?? OK;
    if (answers.length > 1) answers.shift();
    response.writeHead(status, more).end(answer);
    for (const look of waiting) look();
  });

  return {
    url,
    received,
    /** Sets the answers to the next callbacks, in this order; the last one is repeated. */
    answer(...next: Answer[]) {
      answers = next;
    },
    /** The n-th callback with a status, counted from 1; waits for it if necessary. */
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
    /** The statuses of all callbacks so far, in order. */
    statuses: () => received.map(({ body }) => body.status),
  };
}

/** The fields of a callback without those that differ each time. */
export function stableFields({ body }: Received): Claims {
  const { token, url, changesurl, history, lastsave, ...plain } = body;
  return plain;
}
