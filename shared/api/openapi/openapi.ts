import { type ErrorCode, GatewayError } from '../../errors.ts';
import { ERROR_STATUS, STATUS } from '../../http-statuses.ts';
import { problemOf, retryAfterOf, TITLES } from '../../problem.ts';
import { ROUTES, type Route, type RouteKey, routeKeyOf } from '../routes.ts';
import { buildExample } from './examples.ts';
import { BODIES, HEADERS, REQUEST_HEADERS, text } from './openapi-parts.ts';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import {
  componentSchemas,
  type JsonSchema,
  queryParameters,
  type SchemaName,
  schemaRef,
} from './schemas.ts';

/**
 * The OpenAPI 3.1 document, made from the table of routes and the schemas that validate requests.
 *
 * @param url the base URL of the API, without a trailing slash
 */
export function openapi(version: string, url: string): Record<string, unknown> {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Docs Gateway',
      version,
      description: 'Runs document builds on ONLYOFFICE Docs and stores their files in S3.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url }],
    paths: paths(),
    components: {
      schemas: componentSchemas(),
      headers: HEADERS,
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An OIDC access token. Each operation lists the scopes that it needs.',
        },
      },
    },
  };
}

function paths(): Record<string, Record<string, unknown>> {
  const found: Record<string, Record<string, unknown>> = {};
  for (const route of ROUTES) {
    if (route.path === '$default') continue;
    const item = found[route.path] ?? {};
    found[route.path] = item;
    item[route.method.toLowerCase()] = describe(route, OPERATIONS[routeKeyOf(route) as RouteKey]);
  }
  return found;
}

function describe(route: Route, operation: Operation): Record<string, unknown> {
  const { operationId, summary, takes } = operation;
  return {
    operationId,
    summary,
    security: securityOf(route),
    parameters: parametersOf(route, operation),
    ...(takes ? { requestBody: BODIES[takes] } : {}),
    responses: responsesOf(route, operation),
  };
}

function securityOf({ scope, ownScope }: Route): Record<string, string[]>[] {
  if (scope === 'open') return [];
  return [scope, ...(ownScope ? [ownScope] : [])].map((name) => ({ token: [name] }));
}

function parametersOf({ path }: Route, { reads = [], query }: Operation): JsonSchema[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: text })),
    ...(query ? queryParameters(query) : []),
    ...reads.map((name) => ({ name, in: 'header', ...REQUEST_HEADERS[name] })),
  ];
}

function responsesOf(route: Route, { answers, problems }: Operation): Record<string, unknown> {
  const ours = Object.entries(answers).map(([status, { description, schema, headers = [] }]) => [
    status,
    {
      description,
      headers: headerRefs(['x-request-id', ...headers]),
      ...(schema ? { content: { 'application/json': contentOf(schema) } } : {}),
    },
  ]);
  const unauthorized =
    route.scope === 'open'
      ? []
      : [
          [
            STATUS.unauthorized,
            {
              description:
                'The token is missing or not valid. API Gateway makes this answer, so it is not a problem document.',
            },
          ],
        ];
  return Object.fromEntries([...problemResponses(problems), ...unauthorized, ...ours]);
}

function contentOf(schema: SchemaName): JsonSchema {
  const example = schema === 'Build' ? { example: buildExample } : {};
  return { schema: { $ref: schemaRef(schema) }, ...example };
}

function problemResponses(codes: ErrorCode[]): [string, unknown][] {
  const byStatus = Object.groupBy([...codes, 'INTERNAL' as const], (code) => ERROR_STATUS[code]);
  return Object.entries(byStatus).map(([status, group = []]) => [
    status,
    {
      description: group.join(', '),
      headers: headerRefs([
        'x-request-id',
        ...(group.some(saysWhen) ? ['retry-after' as const] : []),
      ]),
      content: {
        'application/problem+json': {
          schema: { $ref: schemaRef('Problem') },
          examples: Object.fromEntries(group.map((code) => [code, { value: exampleOf(code) }])),
        },
      },
    },
  ]);
}

function saysWhen(code: ErrorCode): boolean {
  return retryAfterOf(new GatewayError(code, '')) !== undefined;
}

function exampleOf(code: ErrorCode): unknown {
  return problemOf(new GatewayError(code, `${TITLES[code]}.`), 'JKJaXmPLvHcESHA=');
}

function headerRefs(names: (keyof typeof HEADERS)[]): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
