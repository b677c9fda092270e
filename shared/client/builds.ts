import { type Api, contentOf, signalOf } from './api.ts';
import { BuildFailedError, isGatewayError, secondsOf } from './errors.ts';
import { fileOf, withMethods } from './files.ts';
import { sleep } from './transport/retry.ts';
import type {
  Build,
  BuildData,
  BuildFilter,
  BuildOptions,
  BuildRequest,
  CallOptions,
  CancelledBuild,
  FailedBuild,
  SubmitOptions,
  SucceededBuild,
} from './types.ts';

/** What an answer says of a build, and how long to wait before the next question. */
type Seen = { build: Build; pauseMs: number };

/** The gateway holds an answer for at most 25 s, and API Gateway for 30. */
const HOLD_SECONDS = 20;
/** While a build is queued, held answers are short, so that its start is noticed. */
const SHORT_HOLD_SECONDS = 1;
const USUAL_PAUSE_SECONDS = 1;
const PAGE = 100;

type Page = { items: BuildData[]; cursor: string | null };

/** Sends a build and waits for its end. @throws {BuildFailedError} unless it succeeds */
export async function runBuild(
  api: Api,
  request: BuildRequest,
  { onStatus, ...options }: BuildOptions = {},
): Promise<SucceededBuild> {
  const first = await post(api, request, options, onStatus ? undefined : HOLD_SECONDS);
  let last = first.build;
  for await (const build of follow(api, first, onStatus !== undefined, options.signal)) {
    onStatus?.(build);
    last = build;
  }
  return succeeded(last);
}

/** Sends a build and does not wait for its end. */
export async function submitBuild(
  api: Api,
  request: BuildRequest,
  options: SubmitOptions = {},
): Promise<Build> {
  return (await post(api, request, options)).build;
}

/** @param wait how many seconds the gateway may wait for the end before it answers */
export async function getBuild(
  api: Api,
  id: string,
  { signal, wait }: CallOptions & { wait?: number } = {},
): Promise<Build> {
  return (await ask(api, id, wait, signal)).build;
}

/** All builds, newest first, page by page. Their files have no links; their methods make some. */
export async function* listBuilds(api: Api, filter: BuildFilter = {}): AsyncGenerator<Build, void> {
  const { signal, ...query } = filter;
  let cursor: string | null = null;
  do {
    const params = { query: { ...query, limit: PAGE, ...(cursor !== null && { cursor }) } };
    const page: Page = contentOf(
      await api.routes.GET('/v1/builds', { params, ...signalOf(signal) }),
    );
    for (const build of page.items) yield buildOf(api, build);
    cursor = page.cursor;
  } while (cursor !== null);
}

async function post(
  api: Api,
  body: BuildRequest,
  { signal, idempotencyKey = randomKey() }: SubmitOptions,
  wait?: number,
): Promise<Seen> {
  const header = { 'idempotency-key': idempotencyKey, ...preferOf(wait) };
  const began = Date.now();
  const answer = await api.routes.POST('/v1/builds', {
    params: { header },
    body,
    ...signalOf(signal),
  });
  return seen(api, contentOf<BuildData>(answer), answer.response, began);
}

async function ask(api: Api, id: string, wait?: number, signal?: AbortSignal): Promise<Seen> {
  const params = { path: { id }, header: preferOf(wait) };
  const began = Date.now();
  const answer = await api.routes.GET('/v1/builds/{id}', { params, ...signalOf(signal) });
  return seen(api, contentOf<BuildData>(answer), answer.response, began);
}

/** The time for which an answer was held counts as a part of the pause. */
function seen(api: Api, data: BuildData, { headers }: Response, began: number): Seen {
  const seconds = secondsOf(headers.get('retry-after')) ?? USUAL_PAUSE_SECONDS;
  return { build: buildOf(api, data), pauseMs: seconds * 1000 - (Date.now() - began) };
}

/** @param startMatters whether the change from queued to running must be seen soon */
async function* follow(
  api: Api,
  first: Seen,
  startMatters: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<Build, void> {
  yield first.build;
  let now = first;
  while (!hasEnded(now.build)) {
    if (now.pauseMs > 0) await sleep(now.pauseMs, signal);
    const { id, status } = now.build;
    const hold = startMatters && status === 'queued' ? SHORT_HOLD_SECONDS : HOLD_SECONDS;
    now = await ask(api, id, hold, signal);
    if (now.build.status !== status) yield now.build;
  }
}

/** A status that is added later ends with `endedAt`, as the others do. */
function hasEnded({ endedAt }: Build): boolean {
  return endedAt !== null;
}

/** @throws {BuildFailedError} */
function succeeded(build: Build): SucceededBuild {
  if (build.status === 'succeeded') return build;
  throw new BuildFailedError(build as FailedBuild | CancelledBuild);
}

function buildOf(api: Api, data: BuildData): Build {
  const { id } = data;
  const files = data.files.map((file) =>
    fileOf(api, file, async ({ signal } = {}) => {
      const params = { path: { id, name: file.name } };
      return contentOf(
        await api.routes.GET('/v1/builds/{id}/files/{name}/link', { params, ...signalOf(signal) }),
      );
    }),
  );
  const build = { ...data, files } as Build;
  return withMethods(build, methodsOf(api, build));
}

function methodsOf(api: Api, build: Build) {
  const params = { path: { id: build.id } };
  const watch = ({ signal }: CallOptions = {}) => follow(api, { build, pauseMs: 0 }, true, signal);
  return {
    watch,
    async result({ signal }: CallOptions = {}): Promise<SucceededBuild> {
      let last = build;
      for await (const step of follow(api, { build, pauseMs: 0 }, false, signal)) last = step;
      return succeeded(last);
    },
    async cancel({ signal }: CallOptions = {}): Promise<Build> {
      const options = { params, ...signalOf(signal) };
      return buildOf(api, contentOf(await api.routes.POST('/v1/builds/{id}/cancel', options)));
    },
    async erase({ signal }: CallOptions = {}): Promise<void> {
      try {
        await api.routes.DELETE('/v1/builds/{id}', { params, ...signalOf(signal) });
      } catch (error) {
        // A repetition, after an answer that was lost, finds nothing to erase.
        if (!isGatewayError(error) || error.code !== 'NOT_FOUND') throw error;
      }
    },
  };
}

const preferOf = (wait: number | undefined) =>
  wait === undefined ? {} : { prefer: `wait=${wait}` };

/** 128 random bits. Unlike `crypto.randomUUID`, it also works in pages over http. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
