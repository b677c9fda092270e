import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { ID_PATTERN } from '../ids.ts';
import { addLogFields, logged } from '../log.ts';
import { type Answer, type Result, render, renderProblem, withoutBody } from './answer.ts';
import { type Call, claimsOf, readCall } from './call.ts';
import { type Caller, requireRoute } from './caller.ts';
import { callerRules, readCaller } from './read-caller.ts';

/** A function behind API Gateway, payload format 2.0. */
export type HttpHandler = (event: APIGatewayProxyEventV2, context?: Context) => Promise<Result>;

/**
 * The chain around a function whose callers have a token. It checks tenant and scopes before `handle`
 * runs, converts an error of `handle` to a problem, and writes one log line per call.
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

/** The same chain around a function whose routes need no token. */
export function openHttp(handle: (call: Call) => Promise<Answer>): HttpHandler {
  return chain((call) => {
    if (call.route.scope !== 'open') throw new Error(`${call.route.path} is not an open route`);
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
      return event.requestContext.http.method === 'HEAD' ? withoutBody(result) : result;
    });
}
