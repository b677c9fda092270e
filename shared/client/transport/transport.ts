import { ConnectionError, errorOf, type GatewayError, RequestError } from '../errors.ts';
import { withRetries } from './retry.ts';
import { type Token, type TokenKeeper, tokenKeeper } from './token.ts';

/** `fetch`, or what does the same in tests. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export type TransportOptions = {
  token: Token;
  /** The tenant to act for; the token needs the scope `tenants:act`. */
  tenant?: string;
  /** How often a request that failed with a retryable error is repeated. 4 by default. */
  retries?: number;
  /** How long one try may take, in milliseconds. 40,000 by default; a held answer takes up to 25,000. */
  timeoutMs?: number;
  fetch?: Fetch;
};

/** Sends requests. Every answer that it returns is a success, with JSON or without content. */
export type Transport = {
  retries: number;
  /** For requests that may be repeated although it is unknown whether they were carried out. */
  send(request: Request): Promise<Response>;
  /** For requests that may be repeated only when the gateway refused to carry them out. */
  sendOnce(request: Request): Promise<Response>;
  /** Fetches a link, without a token and without repetition. @throws {ConnectionError} */
  fetchLink(url: string, signal?: AbortSignal): Promise<Response>;
};

const UNAUTHORIZED = 401;
/** With these statuses, API Gateway and this gateway say that nothing was done. */
const REFUSED = [429, 503];
const isRefusal = ({ status, retryable }: GatewayError) =>
  retryable && status !== null && REFUSED.includes(status);

export function transport(options: TransportOptions): Transport {
  const { retries = 4 } = options;
  const connect = connector(options);
  const keeper = tokenKeeper(options.token);

  const send = async (request: Request, mayRepeat?: (error: GatewayError) => boolean) => {
    const { url, method, signal } = request;
    const body = method === 'POST' && (await request.text());
    const headers = new Headers(request.headers);
    if (options.tenant !== undefined) headers.set('docs-gateway-tenant', options.tenant);
    const tokens = tokensOfCall(keeper);
    const attempt = async (): Promise<Response> => {
      headers.set('authorization', `Bearer ${await tokens.next()}`);
      const init = { method, headers, ...(body && { body }) };
      const answer = await connect(url, init, signal, readAll).catch((error) => {
        // In a page, a 401 without CORS headers is a failed connection: the next try has another token.
        tokens.refuse();
        throw error;
      });
      if (answer.ok) return checked(answer);
      if (answer.status === UNAUTHORIZED && tokens.refuse()) return attempt();
      throw await errorOf(answer);
    };
    return withRetries(attempt, { retries, signal, ...(mayRepeat && { mayRepeat }) });
  };
  return {
    retries,
    send: (request) => send(request),
    sendOnce: (request) => send(request, isRefusal),
    fetchLink: (url, signal) => connect(url, {}, signal, async (answer) => answer),
  };
}

/** The tokens of one call, which replaces its token at most once. */
function tokensOfCall(keeper: TokenKeeper) {
  let [token, refused]: (string | undefined)[] = [];
  return {
    async next(): Promise<string> {
      token = await keeper.get(refused);
      return token;
    },
    /** @returns whether the next token will be another one */
    refuse(): boolean {
      if (!keeper.canRefresh || refused !== undefined) return false;
      refused = token;
      return true;
    },
  };
}

/** Makes one try. @throws {ConnectionError}, or the reason of the signal */
function connector({ fetch: given, timeoutMs = 40_000 }: TransportOptions) {
  const fetchAny: Fetch = given ?? ((url, init) => fetch(url, init));
  return async (
    url: string,
    init: RequestInit,
    signal: AbortSignal | undefined,
    read: (answer: Response) => Promise<Response>,
  ): Promise<Response> => {
    const limit = AbortSignal.timeout(timeoutMs);
    const either = signal ? AbortSignal.any([signal, limit]) : limit;
    try {
      return await read(await fetchAny(url, { ...init, signal: either }));
    } catch (error) {
      signal?.throwIfAborted();
      throw connectionError(error, limit.aborted);
    }
  };
}

/** A connection that breaks within an answer is noticed here and not by the reader of the JSON. */
async function readAll(answer: Response): Promise<Response> {
  const text = await answer.text();
  return new Response(text || null, { status: answer.status, headers: answer.headers });
}

/** @throws {RequestError} when an answer is not JSON, such as the page of another server */
async function checked(answer: Response): Promise<Response> {
  const isJson = answer.headers.get('content-type')?.includes('json');
  if (isJson || !answer.body) return answer;
  throw new RequestError({
    code: 'ANSWER_INVALID',
    message: 'The answer is not JSON: there is no gateway at this address.',
    status: answer.status,
    retryable: false,
  });
}

/** @param isLate whether the time limit is the cause */
export function connectionError(cause: unknown, isLate = false): ConnectionError {
  return new ConnectionError({
    code: isLate ? 'TIMEOUT' : 'CONNECTION_FAILED',
    message: isLate ? 'The answer did not arrive in time.' : 'The connection failed.',
    retryable: true,
    cause,
  });
}
