import { CORRELATION_ID_PATTERN } from '../build/metadata.ts';
import { type ErrorCode, GatewayError } from '../errors.ts';
import { ERROR_STATUS, STATUS } from '../http-status.ts';
import { problemOf, retryAfterOf, TITLES } from '../problem.ts';
import { buildExample, commandExamples, requestExamples } from './examples.ts';
import { type HeaderName, OPERATIONS, type Operation } from './operations.ts';
import { ROUTES, type Route, type RouteKey, routeKeyOf } from './routes.ts';
import {
  componentSchemas,
  type JsonSchema,
  portable,
  queryParameters,
  type SchemaName,
  schemaRef,
} from './schemas.ts';

const text = { type: 'string' };
const seconds = { type: 'integer', minimum: 0 };

const REQUEST_HEADERS: Record<string, { description: string; schema: JsonSchema }> = {
  'idempotency-key': {
    description: 'A repeated request with the same key and the same body returns the same build.',
    schema: { type: 'string', pattern: '^[ -~]{1,128}$' },
  },
  prefer: {
    description:
      'RFC 7240: with wait=N, the answer waits for the end of the build, for at most 25 seconds.',
    schema: { ...text, examples: ['wait=20'] },
  },
  'x-correlation-id': {
    description: 'The sender’s own name for the build. A correlationId in the body overrides it.',
    schema: { ...text, pattern: portable(CORRELATION_ID_PATTERN.source) },
  },
  'docs-gateway-tenant': {
    description: 'The tenant that the caller acts for. Needs the scope tenants:act.',
    schema: text,
  },
};

const HEADERS: Record<HeaderName | 'x-request-id', { description: string; schema: JsonSchema }> = {
  'x-request-id': { description: 'The id of the request. Log lines contain it.', schema: text },
  location: { description: 'An absolute URL.', schema: { ...text, format: 'uri' } },
  'retry-after': { description: 'Seconds to wait before the next request.', schema: seconds },
  'idempotent-replayed': {
    description: 'true when an earlier request with the same key made the build.',
    schema: { const: 'true' },
  },
  'preference-applied': { description: 'The preference that was applied.', schema: text },
};

/** The fields of a callback that are always there. Only the claims of the token are used. */
const callback = {
  type: 'object',
  properties: { key: text, status: { enum: [1, 2, 3, 4, 6, 7] }, token: text },
};
const buildRequest = { $ref: schemaRef('BuildRequest') };
const BODIES: Record<NonNullable<Operation['takes']>, JsonSchema> = {
  BuildRequest: {
    required: true,
    description: 'In a form, the part script is the file itself and every other part is JSON.',
    content: {
      'application/json': { schema: buildRequest, examples: requestExamples },
      'multipart/form-data': { schema: buildRequest },
    },
  },
  Command: {
    required: true,
    description: 'A command as Docs’ command service takes it.',
    content: {
      'application/json': { schema: { $ref: schemaRef('Command') }, examples: commandExamples },
    },
  },
  Callback: {
    required: true,
    description:
      'A callback as Docs sends it. Only the claims of its token are used; Docs sends the token in the body or in a header.',
    content: { 'application/json': { schema: callback } },
  },
};

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
