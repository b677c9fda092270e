import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BuilderAnswer, BuilderRequest } from '../builder/builder-service.ts';
import type { CommandAnswer, CommandRequest } from '../editing/command-service.ts';
import type { Faults, Place } from '../faults.ts';
import { strike } from './connection-faults.ts';
import { readParameters } from './parameters.ts';
import { baseUrl, readBody } from './request.ts';
import { endWith, endWithJson, endWithPage } from './response.ts';
import { isFilePath, type Results } from './served-files.ts';
import type { Secrets } from './tokens.ts';

export type RouteOptions = {
  builder: { answer(request: BuilderRequest): Promise<BuilderAnswer> };
  command: (request: CommandRequest) => Promise<CommandAnswer>;
  results: Results;
  faults: Faults;
  secrets: Secrets;
  tokenHeader: string;
};

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** The HTTP surface: which path and method is whose. */
export function docsRoutes(options: RouteOptions): Handler {
  const { builder, command, results, faults, secrets, tokenHeader } = options;

  async function asked(request: IncomingMessage) {
    const query = queryOf(request);
    const body = await readBody(request);
    const { headers } = request;
    const read = await readParameters({ headers, query, body }, secrets, tokenHeader);
    const shardKey = query.get('shardkey') || query.get('WOPISrc') || null;
    return { ...read, body, shardKey, base: baseUrl(request) };
  }

  const build: Handler = async (request, response) => {
    const answer = await builder.answer(await asked(request));
    const fault = faults.take('error', 'builder');
    const told = fault ? { error: fault.error } : answer;
    endWithJson(response, 'application/json; charset=UTF-8', told);
  };

  const run: Handler = async (request, response) => {
    const answer = await command(await asked(request));
    const fault = faults.take('error', 'command');
    const told = fault ? { key: answer.key, error: fault.error } : answer;
    endWithJson(response, 'application/json', told);
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

  const nowhere: Handler = (request, response) =>
    endWithPage(response, 404, `Cannot ${request.method} ${pathOf(request)}`);

  return async (request, response) => {
    const path = pathOf(request);
    const route: [Place | undefined, Handler] = isFilePath(path)
      ? ['results', results.serve]
      : (routes[`${request.method} ${plain(path)}`] ?? [undefined, nowhere]);
    const [place, handler] = route;
    if (place && (await strike(faults, place, response))) return;
    await Promise.resolve(handler(request, response)).catch((error: unknown) => {
      // What no handler foresaw; a file's request is called bad, any other ours.
      if (response.headersSent) response.destroy(error as Error);
      else endWith(response, place === 'results' ? 400 : 500);
    });
  };
}

/** Neither case nor a slash at the end counts in a route. */
const plain = (path: string) => path.toLowerCase().replace(/\/$/, '');

const pathOf = (request: IncomingMessage) => (request.url ?? '').split('?')[0] ?? '';

const queryOf = (request: IncomingMessage) =>
  new URLSearchParams((request.url ?? '').split('?').slice(1).join('?'));
