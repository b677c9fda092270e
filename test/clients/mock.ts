import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failedBuild } from '../../shared/api/openapi/examples/answers.ts';
import { problemOf } from '../../shared/problem.ts';

/** What a later version may add: a code, a warning and fields. */
const ADDED = { addedLater: { in: 'a minor version' } };
const BUILD = {
  ...failedBuild,
  ...ADDED,
  warnings: [{ code: 'ADDED_WARNING', line: 1, column: 1, detail: 'An added warning.', ...ADDED }],
  error: { ...failedBuild.error, code: 'ADDED_CODE', ...ADDED },
};
const PROBLEM = { ...problemOf(undefined, 'id'), status: 422, code: 'ADDED_CODE', ...ADDED };

/** Serves a gateway of a later version, whose answers have codes and fields that the document does not know. */
export async function startLaterGateway(): Promise<{ url: string; stop(): void }> {
  const server = createServer((request, response) => {
    request.resume();
    const isCommand = request.url === '/v1/commands';
    const isList = request.method === 'GET' && request.url?.startsWith('/v1/builds?');
    const type = isCommand ? 'application/problem+json' : 'application/json';
    response.writeHead(isCommand ? 422 : 200, { 'content-type': type });
    const list = { items: [BUILD], cursor: null, ...ADDED };
    response.end(JSON.stringify(isCommand ? PROBLEM : isList ? list : BUILD));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}
