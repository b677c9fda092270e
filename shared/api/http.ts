import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import { ID_PATTERN } from '../ids.ts';
import { addLogFields, count, logError, logged } from '../log.ts';
import { METRICS } from '../metric.ts';
import { problemOf, retryAfterOf } from '../problem.ts';
import type { Sent } from './bytes.ts';
import { type Caller, callerRules, readCaller, requireRoute } from './caller.ts';
import { readCorrelationId, readIdempotencyKey, readWait, refuseDoubles } from './headers.ts';
import { type Route, routeOf } from './routes.ts';

/** A request, read but for its body, which `readBody` reads where there is one. */
export type Call = Sent & {
  route: Route;
  method: string;
  /** The variables of the path, decoded. */
  params: Record<string, string>;
  query: Record<string, string>;
  requestId: string;
  /** When the request came, in milliseconds since 1970. */
  receivedAt: number;
  /** Seconds to hold the answer, 1 to 25; undefined where nobody asked for it. */
  waitSeconds?: number;
  idempotencyKey?: string;
  correlationId?: string;
};

export type Answer = {
  /** 200 where nothing is said. */
  status?: number;
  /** One that is undefined is left out. */
  headers?: Record<string, string | undefined>;
  /** Becomes JSON. */
  body?: unknown;
};

type Result = APIGatewayProxyStructuredResultV2;
/** A function behind API Gateway, payload format 2.0. */
export type HttpHandler = (event: APIGatewayProxyEventV2, context?: Context) => Promise<Result>;

/**
 * The chain around a function that callers with a token reach: scopes and tenant are checked before
 * `handle` runs, what it throws becomes a problem, and one line is logged.
 */
export function http(handle: (call: Call & { caller: Caller }) => Promise<Answer>): HttpHandler {
  const rules = callerRules();
  return chain((call, claims) => {
    const caller = readCaller(claims, call.headers, rules);
    addLogFields({ tenant: caller.tenant });
    requireRoute(caller, call.route);
    return handle({ ...call, caller });
  });
}

/** The same chain around a function whose routes are open. */
export function openHttp(handle: (call: Call) => Promise<Answer>): HttpHandler {
  return chain((call) => {
    if (call.route.scope !== 'open') throw new Error(`${call.route.path} is no open route`);
    return handle(call);
  });
}

type Handle = (call: Call, claims: Record<string, unknown>) => Promise<Answer>;

function chain(handle: Handle): HttpHandler {
  const inner = middy<APIGatewayProxyEventV2, Result>()
    .use(httpHeaderNormalizer())
    .onError((request) => {
      request.response = renderProblem(request.error, request.event.requestContext.requestId);
    })
    .handler(async (event: APIGatewayProxyEventV2) => {
      const answer = await handle(readCall(event), claimsOf(event));
      return render(answer, event.requestContext.requestId);
    });

  return (event, context) =>
    logged(event.routeKey, context, async () => {
      const { requestId } = event.requestContext;
      addLogFields({ requestId, buildId: ID_PATTERN.exec(event.pathParameters?.id ?? '')?.[0] });
      const result: Result = await inner(event, context as Context);
      addLogFields({ status: result.statusCode });
      return result;
    });
}

function readCall(event: APIGatewayProxyEventV2): Call {
  const { headers } = event;
  const route = routeOf(event.routeKey);
  if (!route) throw new Error(`there is no route ${event.routeKey}`);
  refuseDoubles(headers);
  return {
    route,
    method: event.requestContext.http.method,
    params: definedOf(event.pathParameters),
    query: definedOf(event.queryStringParameters),
    headers,
    body: event.body,
    isBase64Encoded: event.isBase64Encoded,
    requestId: event.requestContext.requestId,
    receivedAt: Math.min(event.requestContext.timeEpoch, Date.now()),
    ...(route.scope === 'open' ? {} : readWishes(headers)),
  };
}

/** What callers with a token may ask by headers; elsewhere a proxy's own headers refuse nobody. */
function readWishes(headers: APIGatewayProxyEventV2['headers']) {
  return {
    waitSeconds: readWait(headers.prefer),
    idempotencyKey: readIdempotencyKey(headers),
    correlationId: readCorrelationId(headers),
  };
}

function claimsOf(event: APIGatewayProxyEventV2): Record<string, unknown> {
  const { authorizer } = event.requestContext as {
    authorizer?: { jwt?: { claims?: Record<string, unknown> } };
  };
  return authorizer?.jwt?.claims ?? {};
}

/** What is not there; the emulator says null where API Gateway says nothing. */
type Absent = null | undefined;

function definedOf(values: Record<string, string | undefined> | Absent): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

function render({ status = 200, headers = {}, body }: Answer, requestId: string): Result {
  return {
    statusCode: status,
    headers: {
      'x-request-id': requestId,
      'cache-control': 'no-store',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...definedOf(headers),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}

function renderProblem(error: unknown, requestId: string): Result {
  const problem = problemOf(error, requestId);
  addLogFields({ code: problem.code });
  if (problem.status >= 500) {
    logError(error);
    count(METRICS.faults, { code: problem.code });
  }
  const retryAfter = retryAfterOf(error);
  const headers = {
    'content-type': 'application/problem+json',
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  };
  return render({ status: problem.status, headers, body: problem }, requestId);
}
