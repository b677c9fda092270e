import { GatewayError } from '../errors.ts';
import { isDeeperThan } from '../json.ts';

/** The answer of Docs to one request. */
export type DocsResponse = {
  json: unknown;
  /** By how much Docs' clock is ahead of the gateway's, in seconds; 0 if Docs sends no time. */
  clockAheadSeconds: number;
};

type DocsRequest = {
  url: string;
  body: unknown;
  /** For connecting, waiting and reading together. */
  timeoutMs: number;
};

/** More than any list of forgotten files needs. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** Docs' own answers have a few levels. DynamoDB, which stores answers to commands, accepts 32. */
const MAX_LEVELS = 30;

const MAX_RETRY_AFTER_SECONDS = 60;

/** The errors of a kept-alive connection that Docs has closed, for example while Lambda was frozen. */
const STALE_CONNECTION = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * Posts JSON to Docs and reads its JSON answer. Docs closes idle connections after five seconds; a request
 * on such a connection is sent once more. Every request to Docs is safe to repeat.
 *
 * @throws {GatewayError} DOCS_UNAVAILABLE, DOCS_TIMEOUT or DOCS_PROTOCOL
 */
export function exchange(fetcher: typeof fetch, request: DocsRequest): Promise<DocsResponse> {
  const signal = AbortSignal.timeout(request.timeoutMs);
  const once = () => attempt(fetcher, request, signal);
  return once()
    .catch((error: unknown) => {
      if (!STALE_CONNECTION.has(failureOf(error))) throw error;
      return once();
    })
    .catch((error: unknown) => {
      throw translated(error, request);
    });
}

async function attempt(
  fetcher: typeof fetch,
  { url, body }: DocsRequest,
  signal: AbortSignal,
): Promise<DocsResponse> {
  const response = await fetcher(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal,
  });
  if (response.status !== 200) throw await refusalOf(response, url);
  const text = await textOf(response);
  return { json: jsonOf(text, response), clockAheadSeconds: clockAhead(response) };
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) {
      throw new GatewayError('DOCS_PROTOCOL', "Docs' answer exceeds 32 MiB");
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string, response: Response): unknown {
  const json = parsed(text, response);
  if (!isDeeperThan(MAX_LEVELS, json)) return json;
  throw new GatewayError(
    'DOCS_PROTOCOL',
    `Docs' answer is nested deeper than ${MAX_LEVELS} levels`,
  );
}

function parsed(text: string, response: Response): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const type = response.headers.get('content-type')?.split(';')[0] ?? 'no content type';
    // The parser's own error quotes the answer, which may contain links, so it is not the cause.
    throw new GatewayError(
      'DOCS_PROTOCOL',
      `Docs sent an answer that is not complete JSON (${type}, ${text.length} characters)`,
    );
  }
}

/** The error of an HTTP status other than 200, which Docs itself never sends to these requests. */
async function refusalOf(response: Response, url: string): Promise<GatewayError> {
  const { status, headers } = response;
  await response.body?.cancel();
  if (status === 429 || status > 501) {
    const retryAfterSeconds = retryAfter(headers.get('retry-after'), Date.now());
    const message = `Docs answered ${status}`;
    return new GatewayError('DOCS_UNAVAILABLE', message, { retryAfterSeconds });
  }
  const { pathname } = new URL(url);
  return new GatewayError('DOCS_PROTOCOL', `Docs answered ${status} at ${pathname}`);
}

/** The seconds of a Retry-After header, which contains seconds or a date; at most a minute. */
export function retryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const wanted = Number.isNaN(seconds) ? (Date.parse(header) - nowMs) / 1000 : seconds;
  if (Number.isNaN(wanted) || wanted < 0) return undefined;
  return Math.min(MAX_RETRY_AFTER_SECONDS, Math.ceil(wanted));
}

function clockAhead(response: Response): number {
  const theirs = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(theirs) ? 0 : Math.round((theirs - Date.now()) / 1000);
}

/** The code of a failed connection, for example `ECONNREFUSED`; never its text, which may contain a URL. */
export function failureOf(error: unknown): string {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  if (!(cause instanceof Error)) return typeof cause;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}

function translated(error: unknown, { timeoutMs }: DocsRequest): GatewayError {
  if (error instanceof GatewayError) return error;
  if (error instanceof Error && error.name === 'TimeoutError') {
    const waited = `Docs gave no answer within ${timeoutMs / 1000} s`;
    return new GatewayError('DOCS_TIMEOUT', waited, { cause: error });
  }
  const message = `Docs cannot be reached (${failureOf(error)})`;
  return new GatewayError('DOCS_UNAVAILABLE', message, { cause: error });
}
