import type { IncomingMessage, RequestListener } from 'node:http';
import type { SessionApi } from './editing/session-api.ts';
import type { Fault, FaultName } from './faults.ts';
import { openListener } from './http/listener.ts';
import { readBody } from './http/request.ts';
import { endWith, endWithJson } from './http/response.ts';
import type { Secrets } from './http/tokens.ts';
import type { DocsServer } from './server.ts';

/** The state of the embedded Docs, for tests in other processes. */
export type DocsState = Pick<DocsServer, 'url'> & {
  inFlight: number;
  maxInFlightSeen: number;
  faults: Fault[];
};

/**
 * Starts the control server, by which other processes on this machine read the state of the
 * embedded Docs and switch on faults: `GET /state` · `GET /jobs` · `POST /faults` (one or several)
 * · `DELETE /faults[?name=]` · `PUT /secrets` · `PUT /converters` · `POST /down` · `POST /up` · `POST /forget-max` ·
 * `POST /sessions` (a method of `SessionApi` and its arguments, see `docsAt`).
 */
export async function openControl(docs: DocsServer, port = 0) {
  const json = async (request: IncomingMessage) => JSON.parse(String(await readBody(request)));
  const routes: Record<string, (request: IncomingMessage, query: URLSearchParams) => unknown> = {
    'GET /state': () => stateOf(docs),
    'GET /jobs': () => docs.jobs(),
    'POST /faults': async (request) => {
      docs.faults.add(...([await json(request)].flat() as Fault[]));
    },
    'DELETE /faults': (_request, query) =>
      docs.faults.clear((query.get('name') as FaultName | null) ?? undefined),
    'PUT /secrets': async (request) => {
      Object.assign(docs.secrets, (await json(request)) as Secrets);
    },
    'PUT /converters': async (request) => docs.setConverters((await json(request)) as number),
    'POST /down': docs.down,
    'POST /up': docs.up,
    'POST /forget-max': docs.forgetMaxInFlight,
    'POST /sessions': async (request) => {
      const { method, args } = (await json(request)) as {
        method: keyof SessionApi;
        args: unknown[];
      };
      // JSON turns an argument that was left out into null.
      const values = args.map((arg) => arg ?? undefined);
      return await (docs.sessionApi[method] as (...values: unknown[]) => Promise<unknown>)(
        ...values,
      );
    },
  };

  const listener: RequestListener = async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://control');
    const route = routes[`${request.method} ${pathname}`];
    if (!route) return endWith(response, 404);
    try {
      const answer = await route(request, searchParams);
      if (answer === undefined) endWith(response, 204, '');
      else endWithJson(response, 'application/json', answer as object);
    } catch (error) {
      endWith(response, 400, String(error));
    }
  };
  const server = await openListener(listener, port, '127.0.0.1');
  return { url: `http://127.0.0.1:${server.port}`, stop: server.close };
}

const stateOf = (docs: DocsServer): DocsState => ({
  url: docs.url,
  inFlight: docs.inFlight(),
  maxInFlightSeen: docs.maxInFlightSeen(),
  faults: docs.faults.list(),
});
