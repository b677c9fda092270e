import type { IncomingMessage } from 'node:http';
import type { BuildData, BuildRequest, FileData } from '../../../shared/client/types.ts';
import { shownType } from '../../../shared/storage/file-links.ts';
import { buildData, storedFile, type World } from './world.ts';

export type Reply = { status: number; body?: unknown; headers?: Record<string, string> };
type Asked = { method: string; path: string[]; query: URLSearchParams; body: unknown };

/** Answers as the gateway does, from a world in memory. A build goes one status further at each look. */
export function fakeApi(world: World, bucketUrl: string) {
  const requests = new Map<string, BuildRequest>();
  const routes: Record<string, (asked: Asked) => Reply> = {
    builds: (asked) => answerBuilds(world, requests, asked, bucketUrl),
    scripts: ({ body }) => {
      const { script } = body as { script: string };
      return ok({ error: null, warnings: [], inputs: [], outputs: [], ...world.check(script) });
    },
    templates: ({ path: [name] }) => answerTemplates(world, name),
    documents: ({ path }) => answerDocuments(world, path, bucketUrl),
    commands: ({ body }) => ok(world.command(body as Record<string, unknown>)),
  };
  return async (request: IncomingMessage, url: URL, body: string): Promise<Reply> => {
    await world.hold;
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    if (!world.tokens.includes(token)) return { status: 401, body: { message: 'Unauthorized' } };
    const failure = world.failures.shift();
    if (failure) return failure;
    const [, , resource = '', ...path] = url.pathname.split('/').map(decodeURIComponent);
    const asked = {
      method: request.method ?? 'GET',
      path,
      query: url.searchParams,
      body: body === '' ? undefined : JSON.parse(body),
    };
    return routes[resource]?.(asked) ?? problem(404, 'NOT_FOUND');
  };
}

export function problem(status: number, code: string, detail = `The answer is ${code}.`): Reply {
  return {
    status,
    body: { type: 'about:blank', title: code, status, detail, code, retryable: false },
    headers: { 'x-request-id': 'a-request' },
  };
}

const ok = (body: unknown, status = 200): Reply => ({ status, body });

function answerBuilds(
  world: World,
  requests: Map<string, BuildRequest>,
  { method, path: [id, action, name], query, body }: Asked,
  bucketUrl: string,
): Reply {
  if (id === undefined) {
    return method === 'POST' ? create(world, requests, body) : list(world, query);
  }
  const build = world.builds.find((each) => each.id === id);
  if (!build) return problem(404, 'NOT_FOUND', 'There is no such build.');
  if (action === 'files') return links(build.files, name, bucketUrl);
  if (action === 'cancel') return ok(Object.assign(build, { status: 'cancelled', endedAt: now() }));
  if (method === 'DELETE') {
    world.builds = world.builds.filter((each) => each !== build);
    return { status: 204 };
  }
  advance(world, build, requests.get(id));
  const files = build.files.map((file) => ({ ...file, url: `${bucketUrl}/${encoded(file.key)}` }));
  return { ...ok({ ...build, files }), headers: { 'retry-after': '0' } };
}

const now = () => new Date().toISOString();
const encoded = (key: string) => key.split('/').map(encodeURIComponent).join('/');

function create(world: World, requests: Map<string, BuildRequest>, body: unknown): Reply {
  const request = body as BuildRequest;
  const { template, correlationId = 'a-request', metadata = {} } = request;
  const build = buildData({
    status: 'queued',
    createdAt: now(),
    startedAt: null,
    endedAt: null,
    source: template === undefined ? { sha256: 'ab'.repeat(32) } : { template, version: 'v1' },
    correlationId,
    metadata,
  });
  world.builds.unshift(build);
  requests.set(build.id, request);
  return ok(build, 202);
}

function advance(world: World, build: BuildData, request: BuildRequest | undefined): void {
  if (!request || build.endedAt !== null) return;
  if (build.status === 'queued') {
    Object.assign(build, { status: 'running', startedAt: now() });
    return;
  }
  const { files = {}, ...rest } = world.outcome(request);
  const stored = Object.entries(files).map(([name, content]) =>
    storedFile(world, `results/default/${build.id}/${name}`, content),
  );
  const status = rest.error ? 'failed' : 'succeeded';
  Object.assign(build, { ...rest, status, endedAt: now(), files: stored });
}

function list(world: World, query: URLSearchParams): Reply {
  const fits = (build: BuildData) =>
    (!query.has('status') || build.status === query.get('status')) &&
    (!query.has('template') || build.source.template === query.get('template')) &&
    (!query.has('correlationId') || build.correlationId === query.get('correlationId'));
  const all = world.builds.filter(fits);
  const limit = Number(query.get('limit') ?? 20);
  const start = Number(query.get('cursor') ?? 0);
  const cursor = start + limit < all.length ? String(start + limit) : null;
  return ok({ items: all.slice(start, start + limit), cursor });
}

function links(files: FileData[], name: string | undefined, bucketUrl: string): Reply {
  const file = files.find((each) => each.name === name);
  if (!file) return problem(410, 'GONE', 'The file was deleted.');
  const url = `${bucketUrl}/${encoded(file.key)}`;
  const isShown = shownType(file.contentType) !== undefined;
  const inlineUrl = isShown ? `${url}?inline` : null;
  return ok({ url, inlineUrl, expiresAt: new Date(Date.now() + 900_000).toISOString() });
}

function answerTemplates({ templates }: World, name: string | undefined): Reply {
  if (name === undefined) {
    const items = templates.map((each) => ({ name: each.name, updatedAt: each.updatedAt }));
    return ok({ items, cursor: null });
  }
  const template = templates.find((each) => each.name === name);
  return template ? ok(template) : problem(404, 'NOT_FOUND', 'There is no such template.');
}

function answerDocuments({ documents }: World, path: string[], bucketUrl: string): Reply {
  const [key = '', , name] = path;
  const saved = documents[key];
  if (!saved) return problem(404, 'DOCUMENT_NOT_FOUND', 'No save of this document is stored.');
  if (name !== undefined) return links(saved.files, name, bucketUrl);
  return ok({ key, tenant: 'default', lastsave: saved.savedAt, ...saved });
}
