import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { definedOf } from './answer.ts';
import type { Sent } from './body/bytes.ts';
import {
  readCorrelationId,
  readIdempotencyKey,
  readWait,
  refuseRepeatedHeaders,
} from './headers.ts';
import { type Route, routeOf } from './routes.ts';

/** A request as handlers see it. `readBody` reads its body. */
export type Call = Sent & {
  route: Route;
  method: string;
  /** As the caller sent it, decoded by API Gateway; with a custom domain also its base path. */
  path: string;
  /** The variables of the path, decoded. */
  params: Record<string, string>;
  query: Record<string, string>;
  requestId: string;
  /** When API Gateway received the request, in milliseconds since 1970. */
  receivedAt: number;
  /** Seconds to wait before the answer, 1 to 25; undefined without `Prefer: wait`. */
  waitSeconds?: number;
  idempotencyKey?: string;
  correlationId?: string;
};

/**
 * Reads an event of API Gateway.
 *
 * @throws {GatewayError} MALFORMED or REQUEST_INVALID for a header that breaks its rule
 */
export function readCall(event: APIGatewayProxyEventV2): Call {
  const { headers } = event;
  const route = routeOf(event.routeKey);
  if (!route) throw new Error(`there is no route ${event.routeKey}`);
  refuseRepeatedHeaders(headers);
  return {
    route,
    method: event.requestContext.http.method,
    path: event.rawPath,
    params: definedOf(event.pathParameters),
    query: definedOf(event.queryStringParameters),
    headers,
    body: event.body,
    isBase64Encoded: event.isBase64Encoded,
    requestId: event.requestContext.requestId,
    // A clock of API Gateway that is ahead of this function's must not lengthen a wait.
    receivedAt: Math.min(event.requestContext.timeEpoch, Date.now()),
    ...(route.scope === 'open' ? {} : readCallerHeaders(headers)),
  };
}

/** Headers for callers with a token. On open routes they are ignored, since a proxy may set them. */
function readCallerHeaders(headers: APIGatewayProxyEventV2['headers']) {
  return {
    waitSeconds: readWait(headers.prefer),
    idempotencyKey: readIdempotencyKey(headers),
    correlationId: readCorrelationId(headers),
  };
}

/** The method of a link that a request is redirected to: a client follows a redirect of HEAD with HEAD. */
export function linkMethodOf({ method }: Call): 'GET' | 'HEAD' {
  return method === 'HEAD' ? 'HEAD' : 'GET';
}

/** The claims of the token that API Gateway's authorizer verified; empty on open routes. */
export function claimsOf(event: APIGatewayProxyEventV2): Record<string, unknown> {
  const { authorizer } = event.requestContext as {
    authorizer?: { jwt?: { claims?: Record<string, unknown> } };
  };
  return authorizer?.jwt?.claims ?? {};
}
