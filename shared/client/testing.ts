import { docsGateway, type Gateway, type GatewayOptions } from './client.ts';
import { type FakeRequest, json, linksOf, problem } from './fake/answers.ts';
import { type FakeFile, type FakeOutcome, fakeBuilds } from './fake/builds.ts';
import { type FakeChecks, type FakeTemplates, fakeCheck, fakeTemplates } from './fake/scripts.ts';
import type { components } from './openapi.d.ts';
import { sha256 } from './sha256.ts';
import type { BuildRequest, FileData } from './types.ts';

export type { FakeChecks, FakeFile, FakeOutcome, FakeTemplates };

type Schemas = components['schemas'];

/** What the fake gateway answers. Everything has a default. */
export type FakeOptions = {
  /** How a build ends. By default it succeeds with one file, `result.pdf`. */
  builds?: (request: BuildRequest) => FakeOutcome;
  /** Docs' answer to a command. `{error: 0}` by default. */
  commands?: (command: Schemas['Command']) => Record<string, unknown>;
  /** The files of the newest save of documents, by document key. */
  documents?: Record<string, Record<string, FakeFile>>;
  /** The templates by name, with what is said of each. There are none by default. */
  templates?: FakeTemplates;
  /** What the check of a script finds. Nothing by default. */
  checks?: FakeChecks;
};

export type FakeGateway = {
  /** A client of the fake gateway. */
  gateway: Gateway;
  /** What `docsGateway` takes, for code under test that makes its own client. */
  options: GatewayOptions & { fetch: NonNullable<GatewayOptions['fetch']> };
  /** The requests that arrived, oldest first. */
  requests: { method: string; path: string; body: unknown }[];
  /** Makes the next request fail, with a problem of this status and code. */
  failNext(status: number, code: string, more?: { retryable?: boolean; detail?: string }): void;
};

const URL_OF_FAKE = 'https://gateway.test';

/** A gateway in memory for tests of code that uses the client: no network, no waits. */
export function fakeGateway(options: FakeOptions = {}): FakeGateway {
  const files = new Map<string, FakeFile>();
  const requests: FakeGateway['requests'] = [];
  const failures: Response[] = [];
  const builds = fakeBuilds(options.builds, (key, content) => keep(files, key, content));
  const routes: Record<string, (request: FakeRequest) => Response | undefined> = {
    builds: builds.answer,
    commands: ({ body }) => json({ error: 0, ...options.commands?.(body as Schemas['Command']) }),
    documents: ({ path: [key = '', ...rest] }) =>
      answerDocument(files, key, options.documents?.[key], rest),
    templates: (request) => fakeTemplates(request, options.templates),
    scripts: (request) => fakeCheck(request, options.checks),
  };

  const fetch = async (url: string, { method = 'GET', headers, body, signal }: RequestInit) => {
    signal?.throwIfAborted();
    const { pathname, searchParams: query } = new URL(url);
    if (pathname.startsWith('/files/')) return contentOf(files.get(pathname));
    const sent: unknown = typeof body === 'string' ? JSON.parse(body) : undefined;
    requests.push({ method, path: pathname, body: sent });
    const [, , resource = '', ...path] = pathname.split('/').map(decodeURIComponent);
    const request = { method, path, query, headers: new Headers(headers), body: sent };
    return failures.shift() ?? routes[resource]?.(request) ?? problem(404, 'NOT_FOUND');
  };
  const connection = { url: URL_OF_FAKE, token: 'a-token', fetch };
  return {
    gateway: docsGateway(connection),
    options: connection,
    requests,
    failNext: (status, code, more) => void failures.push(problem(status, code, more)),
  };
}

/** Keeps the content of a file, and returns its description with a link. */
function keep(files: Map<string, FakeFile>, key: string, content: FakeFile): FileData {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const digest = sha256();
  digest.update(bytes);
  const path = `/files/${key.split('/').map(encodeURIComponent).join('/')}`;
  files.set(path, bytes);
  return {
    name: key.slice(key.lastIndexOf('/') + 1),
    bucket: 'a-bucket',
    key,
    size: bytes.length,
    contentType: 'application/octet-stream',
    sha256: digest.hex(),
    url: URL_OF_FAKE + path,
  };
}

function contentOf(content: FakeFile | undefined): Response {
  return new Response(content ?? null, { status: content === undefined ? 404 : 200 });
}

function answerDocument(
  files: Map<string, FakeFile>,
  key: string,
  saved: Record<string, FakeFile> | undefined,
  [, name]: string[],
): Response {
  if (!saved) return problem(404, 'DOCUMENT_NOT_FOUND');
  const kept = Object.entries(saved).map(([file, content]) =>
    keep(files, `documents/default/${key}/1/${file}`, content),
  );
  if (name !== undefined) return linksOf(kept.find((file) => file.name === name));
  const savedAt = new Date(0).toISOString();
  const facts = { key, tenant: 'default', status: 2, forgotten: false, lastsave: savedAt, savedAt };
  return json({ ...facts, files: kept });
}
