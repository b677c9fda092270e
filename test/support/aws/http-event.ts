import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { HttpHandler } from '../../../shared/api/http.ts';

export const REQUEST_ID = 'JKJaXmPLvHcESHA=';

export type Sent = {
  headers?: Record<string, string>;
  body?: string | Buffer;
  params?: Record<string, string>;
  query?: Record<string, string>;
  claims?: Record<string, unknown>;
  timeEpoch?: number;
  /** Overrides the method of the route key. */
  method?: string;
  /** Overrides the path of the route key. */
  path?: string;
};

/** The event of API Gateway for a request, in payload format 2.0. */
export function eventOf(routeKey: string, sent: Sent = {}): APIGatewayProxyEventV2 {
  const { headers = {}, body, params, query, claims, timeEpoch = Date.now() } = sent;
  const [named = 'GET', template = '/nowhere'] = routeKey.split(' ');
  const path = sent.path ?? template;
  const method = sent.method ?? named;
  const http = { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' };
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers,
    queryStringParameters: query,
    pathParameters: params,
    body: Buffer.isBuffer(body) ? body.toString('base64') : body,
    isBase64Encoded: Buffer.isBuffer(body),
    requestContext: {
      accountId: '000000000000',
      apiId: 'a1b2c3d4',
      domainName: 'a1b2c3d4.execute-api.example.com',
      domainPrefix: 'a1b2c3d4',
      http,
      requestId: REQUEST_ID,
      routeKey,
      stage: '$default',
      time: '22/Nov/2026:08:00:00 +0000',
      timeEpoch,
      ...(claims ? { authorizer: { jwt: { claims, scopes: null } } } : {}),
    },
  } as APIGatewayProxyEventV2;
}

/** Invokes a handler with one event. @returns its answer, with the body parsed as JSON */
export async function send(handler: HttpHandler, routeKey: string, sent: Sent = {}) {
  const answer: APIGatewayProxyStructuredResultV2 = await handler(eventOf(routeKey, sent));
  return {
    status: answer.statusCode,
    headers: answer.headers ?? {},
    json: answer.body === undefined ? undefined : JSON.parse(textOf(answer)),
  };
}

function textOf({ body = '', headers, isBase64Encoded }: APIGatewayProxyStructuredResultV2) {
  if (!isBase64Encoded) return body;
  const bytes = Buffer.from(body, 'base64');
  return (headers?.['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
}
