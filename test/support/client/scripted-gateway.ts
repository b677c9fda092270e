import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';
import { queuedBuild } from '../../../shared/api/openapi/examples/answers.ts';
import { docsGateway, type Gateway } from '../../../shared/client/client.ts';
import type { TransportOptions } from '../../../shared/client/transport/transport.ts';
import type { BuildData } from '../../../shared/client/types.ts';
import { serve } from '../serve.ts';

/** A request as it arrived. `route` has the method and the path with its query. */
export type Received = { route: string; headers: IncomingMessage['headers']; body: string };

/** JSON with a status (200 by default), bytes, or no answer at all: the connection breaks. */
export type Answer =
  | { status?: number; headers?: Record<string, string>; json?: unknown; bytes?: Uint8Array }
  | 'no answer'
  | 'half an answer';

export type Script = (received: Received, url: string) => Answer | undefined;

export type ScriptedGateway = { gateway: Gateway; url: string; received: Received[] };

/**
 * A server that gives the answers of a list, one for each request, and keeps what it was sent. A function in
 * the list makes its answer from the request. After the last one, the server answers 500.
 */
export async function scriptedGateway(
  t: TestContext,
  answers: (Answer | Script)[],
  options: Partial<TransportOptions> = {},
): Promise<ScriptedGateway> {
  const received: Received[] = [];
  const left = [...answers];
  const url = await serve(t, async (request, response) => {
    const seen = await readRequest(request);
    received.push(seen);
    const next = left.shift();
    send(response, (typeof next === 'function' ? next(seen, url) : next) ?? { status: 500 });
  });
  return { gateway: docsGateway({ url, token: 'a-token', ...options }), url, received };
}

async function readRequest(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method, url, headers } = request;
  return { route: `${method} ${url}`, headers, body: Buffer.concat(chunks).toString() };
}

function send(response: ServerResponse, answer: Answer): void {
  if (answer === 'no answer') {
    response.destroy();
    return;
  }
  if (answer === 'half an answer') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"id":', () => response.destroy());
    return;
  }
  const { status = 200, headers, json, bytes } = answer;
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  response.writeHead(status, { ...type, ...headers });
  response.end(json === undefined ? bytes : JSON.stringify(json));
}

/** The build of the examples, with what a test changes. */
export function buildData(changes: Partial<BuildData> = {}): BuildData {
  return { ...(queuedBuild as BuildData), ...changes };
}

const ENDED = { startedAt: '2026-11-22T08:00:01.000Z', endedAt: '2026-11-22T08:00:02.000Z' };
export const queued = (changes?: Partial<BuildData>) => buildData({ status: 'queued', ...changes });
export const running = (changes?: Partial<BuildData>) =>
  buildData({ status: 'running', startedAt: ENDED.startedAt, ...changes });
export const succeeded = (changes?: Partial<BuildData>) =>
  buildData({ status: 'succeeded', ...ENDED, ...changes });
export const failed = (changes?: Partial<BuildData>) =>
  buildData({
    status: 'failed',
    ...ENDED,
    error: {
      code: 'SCRIPT_FAILED',
      docsError: -3,
      retryable: false,
      detail: 'The script failed in Docs (error -3).',
      at: { line: 3, column: 1, message: 'ReferenceError: nope is not defined' },
    },
    ...changes,
  });

/** The answer to a build that has not ended: ask again at once. */
export const notEnded = (json: BuildData, status = 200): Answer => ({
  status,
  json,
  headers: { 'retry-after': '0' },
});
