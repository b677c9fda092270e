import type {
  BuildData,
  BuildError,
  BuildLog,
  BuildRequest,
  BuildWarning,
  FileData,
} from '../types.ts';
import { type FakeRequest, json, linksOf, problem } from './answers.ts';

export type FakeFile = string | Uint8Array<ArrayBuffer>;

/** How a build ends: with files, or with an error. */
export type FakeOutcome = { warnings?: BuildWarning[]; logs?: BuildLog[] } & (
  | { files: Record<string, FakeFile>; error?: never }
  | { error: Pick<BuildError, 'code' | 'detail'> & Partial<BuildError>; files?: never }
);

type Keep = (key: string, content: FakeFile) => FileData;
type Kept = { data: BuildData; request: BuildRequest };

const PDF: FakeOutcome = { files: { 'result.pdf': '%PDF-1.7 fake' } };
/** A request that may wait longer than this is answered at the end of the build; others see each status. */
const SHORT_WAIT_SECONDS = 1;

/** The routes of builds. A build goes one status further each time it is asked for. */
export function fakeBuilds(
  outcomeOf: (request: BuildRequest) => FakeOutcome = () => PDF,
  keep: Keep,
) {
  const all = new Map<string, Kept>();
  const byKey = new Map<string, Kept>();

  const advance = (kept: Kept, headers: Headers) => {
    const wait = Number(headers.get('prefer')?.replace('wait=', '') ?? 0);
    if (kept.data.status === 'queued') start(kept.data);
    else if (kept.data.status === 'running') end(kept, outcomeOf(kept.request), keep);
    if (wait > SHORT_WAIT_SECONDS && kept.data.status === 'running') {
      end(kept, outcomeOf(kept.request), keep);
    }
  };
  const create = ({ body, headers }: FakeRequest) => {
    const key = headers.get('idempotency-key') ?? '';
    const before = byKey.get(key);
    const kept = before ?? {
      data: queued(all.size, body as BuildRequest),
      request: body as BuildRequest,
    };
    all.set(kept.data.id, kept);
    byKey.set(key, kept);
    if (headers.has('prefer')) advance(kept, headers);
    return answerOf(kept.data, kept.data.endedAt === null ? 202 : 200);
  };
  const list = ({ query }: FakeRequest) => {
    const status = query.get('status');
    const items = [...all.values()].map(({ data }) => data).reverse();
    return json({ items: items.filter((data) => !status || data.status === status), cursor: null });
  };
  const one = ({ method, path: [id = '', action, name], headers }: FakeRequest) => {
    const kept = all.get(id);
    if (!kept) return problem(404, 'NOT_FOUND');
    if (action === 'files') return linksOf(kept.data.files.find((file) => file.name === name));
    if (action === 'cancel') return cancel(kept.data);
    if (method === 'DELETE') return erase(all, kept.data);
    advance(kept, headers);
    return answerOf(kept.data);
  };
  return {
    answer(request: FakeRequest): Response {
      if (request.path.length > 0) return one(request);
      return request.method === 'POST' ? create(request) : list(request);
    },
  };
}

const now = () => new Date().toISOString();

function answerOf(data: BuildData, status = 200): Response {
  return json(data, status, data.endedAt === null ? { 'retry-after': '0' } : {});
}

function queued(
  count: number,
  { template, metadata = {}, priority = 'normal', correlationId }: BuildRequest,
): BuildData {
  return {
    id: `01FAKE${String(count).padStart(20, '0')}`,
    tenant: 'default',
    status: 'queued',
    origin: 'http',
    correlationId: correlationId ?? 'a-request',
    source: template === undefined ? {} : { template },
    createdAt: now(),
    startedAt: null,
    endedAt: null,
    metadata,
    priority,
    files: [],
    warnings: [],
    logs: [],
    error: null,
  };
}

function start(data: BuildData): void {
  Object.assign(data, { status: 'running', startedAt: now() });
}

function end({ data }: Kept, outcome: FakeOutcome, keep: Keep): void {
  const { files = {}, error, warnings = [], logs } = outcome;
  Object.assign(data, {
    status: error ? 'failed' : 'succeeded',
    endedAt: now(),
    files: Object.entries(files).map(([name, content]) =>
      keep(`results/default/${data.id}/${name}`, content),
    ),
    error: error ? { docsError: null, retryable: false, at: null, ...error } : null,
    warnings,
    ...(logs && { logs }),
  });
}

function cancel(data: BuildData): Response {
  if (data.endedAt !== null && data.status !== 'cancelled') return problem(409, 'CONFLICT');
  Object.assign(data, { status: 'cancelled', endedAt: data.endedAt ?? now() });
  return answerOf(data, 202);
}

function erase(all: Map<string, Kept>, { id, endedAt }: BuildData): Response {
  if (endedAt === null) return problem(409, 'CONFLICT');
  all.delete(id);
  return new Response(null, { status: 204 });
}
