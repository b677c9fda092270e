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
    description: 'The same key with the same body gives the same build, not another.',
    schema: { type: 'string', pattern: '^[ -~]{1,128}$' },
  },
  prefer: {
    description: 'RFC 7240: wait=N holds the answer until the build ends, for at most 25 seconds.',
    schema: { ...text, examples: ['wait=20'] },
  },
  'x-correlation-id': {
    description: 'What the sender knows the build by; the body’s correlationId goes before it.',
    schema: { ...text, pattern: portable(CORRELATION_ID_PATTERN.source) },
  },
  'docs-gateway-tenant': {
    description: 'Whom the caller acts for; needs the scope tenants:act.',
    schema: text,
  },
};

const HEADERS: Record<HeaderName | 'x-request-id', { description: string; schema: JsonSchema }> = {
  'x-request-id': { description: 'Names the request in our log.', schema: text },
  location: { description: 'Absolute.', schema: { ...text, format: 'uri' } },
  'retry-after': { description: 'Seconds until it is worth asking again.', schema: seconds },
  'idempotent-replayed': {
    description: 'true: the build is that of an earlier request.',
    schema: { const: 'true' },
  },
  'preference-applied': { description: 'What was honoured of Prefer.', schema: text },
};

/** Which document, and what of it; what counts is what the token claims. */
const callback = {
  type: 'object',
  properties: { key: text, status: { enum: [1, 2, 3, 4, 6, 7] }, token: text },
};
const buildRequest = { $ref: schemaRef('BuildRequest') };
const BODIES: Record<NonNullable<Operation['takes']>, JsonSchema> = {
  BuildRequest: {
    required: true,
    description: 'In a form, the part script is the file as it is, each other part is JSON.',
    content: {
      'application/json': { schema: buildRequest, examples: requestExamples },
      'multipart/form-data': { schema: buildRequest },
    },
  },
  Command: {
    required: true,
    description: 'A command in Docs’ own shape.',
    content: {
      'application/json': { schema: { $ref: schemaRef('Command') }, examples: commandExamples },
    },
  },
  Callback: {
    required: true,
    description:
      'As Docs writes it. Only what its token claims is read, from here or from Docs’ own header.',
    content: { 'application/json': { schema: callback } },
  },
};

/**
 * The OpenAPI 3.1 document, from the route table and the schemas that validate.
 *
 * @param url where the API is, without a trailing slash
 */
export function openapi(version: string, url: string): Record<string, unknown> {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Docs Gateway',
      version,
      description: 'Takes builds for ONLYOFFICE Docs, follows each to its end, keeps its files.',
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
          description: 'An OIDC access token; an operation names the scopes it needs.',
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
      : [[STATUS.unauthorized, { description: 'API Gateway does not take the token.' }]];
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
