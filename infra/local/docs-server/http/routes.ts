import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BuilderAnswer, BuilderRequest } from '../builder/builder-service.ts';
import type { CommandAnswer, CommandRequest } from '../editing/command-service.ts';
import type { Faults, Place } from '../faults.ts';
import { applyFault } from './connection-faults.ts';
import { readParameters } from './parameters.ts';
import { baseUrl, readBody } from './request.ts';
import { endWith, endWithJson, endWithPage } from './response.ts';
import { isFilePath, type ServedFiles } from './served-files.ts';
import type { Secrets } from './tokens.ts';

export type RouteOptions = {
  builder: { answer(request: BuilderRequest): Promise<BuilderAnswer> };
  command: (request: CommandRequest) => Promise<CommandAnswer>;
  results: ServedFiles;
  faults: Faults;
  secrets: Secrets;
  tokenHeader: string;
};

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** The routes of Docs: which method and path calls which service. */
export function docsRoutes(options: RouteOptions): Handler {
  const { builder, command, results, faults, secrets, tokenHeader } = options;

  async function readRequest(request: IncomingMessage) {
    const query = queryOf(request);
    const body = await readBody(request);
    const { headers } = request;
    const read = await readParameters({ headers, query, body }, secrets, tokenHeader);
    const shardKey = query.get('shardkey') || query.get('WOPISrc') || null;
    return { ...read, body, shardKey, base: baseUrl(request) };
  }

  const build: Handler = async (request, response) => {
    const answer = await builder.answer(await readRequest(request));
    const fault = faults.take('error', 'builder');
    const body = fault ? { error: fault.error } : answer;
    endWithJson(response, 'application/json; charset=UTF-8', body);
  };

  const run: Handler = async (request, response) => {
    const answer = await command(await readRequest(request));
    const fault = faults.take('error', 'command');
    const body = fault ? { key: answer.key, error: fault.error } : answer;
    endWithJson(response, 'application/json', body);
  };

  const health: Handler = (_request, response) => {
    response.setHeader('content-type', 'text/plain; charset=utf-8');
    response.end('true');
  };

  const routes: Record<string, [Place, Handler]> = {
    'POST /docbuilder': ['builder', build],
    'POST /command': ['command', run],
    'POST /coauthoring/commandservice.ashx': ['command', run],
    'GET /coauthoring/commandservice.ashx': ['command', run],
    'GET /healthcheck': ['health', health],
    'HEAD /healthcheck': ['health', health],
  };

  const notFound: Handler = (request, response) =>
    endWithPage(response, 404, `Cannot ${request.method} ${pathOf(request)}`);

  return async (request, response) => {
    const path = pathOf(request);
    const route: [Place | undefined, Handler] = isFilePath(path)
      ? ['results', results.serve]
      : (routes[`${request.method} ${routeOf(path)}`] ?? [undefined, notFound]);
    const [place, handler] = route;
    if (place && (await applyFault(faults, place, response))) return;
    await Promise.resolve(handler(request, response)).catch((error: unknown) => {
      // An unexpected error: Docs answers 400 to the request of a file and 500 to all others.
      if (response.headersSent) response.destroy(error as Error);
      else endWith(response, place === 'results' ? 400 : 500);
    });
  };
}

/** Docs ignores the case of a path and a trailing slash. */
const routeOf = (path: string) => path.toLowerCase().replace(/\/$/, '');

const pathOf = (request: IncomingMessage) => (request.url ?? '').split('?')[0] ?? '';

const queryOf = (request: IncomingMessage) =>
  new URLSearchParams((request.url ?? '').split('?').slice(1).join('?'));
