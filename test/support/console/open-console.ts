import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { buildPages } from '../../../infra/pages/build.ts';
import { pageFiles } from '../../../shared/pages/files.ts';
import { shownType } from '../../../shared/storage/file-links.ts';
import { dispositionOf } from '../../../shared/storage/objects/content-disposition.ts';
import { answersPage } from '../pages/page-server.ts';
import { fakeApi } from './fake-api.ts';
import type { World } from './world.ts';

/** A request that arrived at one of the servers. */
export type Seen = { server: 'api' | 'bucket'; method: string; url: string; headers: string };

export type OpenConsole = {
  /** The address of the page, without a token. */
  url: string;
  bucketUrl: string;
  seen: Seen[];
  stop(): void;
};

/**
 * Serves the console as the gateway does, an API from a world in memory, and a bucket on another origin.
 *
 * @param world a test puts another one in its place
 */
export async function openConsole(world: { now: World }): Promise<OpenConsole> {
  const folder = mkdtempSync(join(process.env.TMPDIR ?? '/tmp', 'console-'));
  await buildPages(folder);
  const files = pageFiles(folder);
  const seen: Seen[] = [];
  const note = (
    server: Seen['server'],
    { method = '', url = '', headers }: { method?: string; url?: string; headers: object },
  ) => seen.push({ server, method, url, headers: JSON.stringify(headers) });

  const bucket = await listen((request, response) => {
    note('bucket', request);
    answerFile(world.now, request.url ?? '', response);
  });
  const apis = new WeakMap<World, ReturnType<typeof fakeApi>>();
  const answer: ReturnType<typeof fakeApi> = (request, url, body) => {
    const api = apis.get(world.now) ?? fakeApi(world.now, bucket.url);
    apis.set(world.now, api);
    return api(request, url, body);
  };
  const api = await listen(async (request, response) => {
    note('api', request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname.startsWith('/v1/')) {
      const { status, body, headers } = await answer(request, url, await textOf(request));
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body === undefined ? undefined : JSON.stringify(body));
      return;
    }
    if (!(await answersPage(deps(), request, response))) response.writeHead(404).end();
  });
  const deps = () => ({
    files,
    settings: settingsOf(bucket.url),
    apiUrl: api.url,
    version: '0.1.0',
  });
  return {
    url: `${api.url}/console`,
    bucketUrl: bucket.url,
    seen,
    stop() {
      for (const { server } of [api, bucket]) {
        server.close();
        server.closeAllConnections();
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function settingsOf(bucketOrigin: string) {
  const issuer = 'http://127.0.0.1:9';
  return { issuer, clientId: 'console', scopes: [], origins: [], bucketOrigin, local: true };
}

function answerFile(world: World, address: string, response: Parameters<RequestListener>[1]): void {
  const { pathname, search } = new URL(address, 'http://localhost');
  const key = decodeURIComponent(pathname.slice(1));
  const content = world.contents.get(key);
  const cors = { 'access-control-allow-origin': '*' };
  if (!content) {
    response.writeHead(404, cors).end();
    return;
  }
  const isInline = search === '?inline';
  const type = isInline ? shownType(content.contentType) : content.contentType;
  response.writeHead(200, {
    ...cors,
    'content-type': type ?? 'application/octet-stream',
    'content-disposition': dispositionOf(key, isInline ? 'inline' : 'attachment'),
  });
  response.end(content.bytes);
}

async function listen(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
