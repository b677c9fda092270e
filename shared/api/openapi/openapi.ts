import { ROUTES, type Route, type RouteKey, routeKeyOf } from '../routes.ts';
import { responsesOf } from './answers.ts';
import { webhooks } from './event-schemas.ts';
import { eventExamples } from './examples/events.ts';
import { BODIES, HEADERS, TAGS } from './openapi-parts.ts';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { pathParameters, queryParameters, REQUEST_HEADERS } from './parameters.ts';
import { componentSchemas, type JsonSchema } from './schemas.ts';

const ABOUT = `Runs document builds on ONLYOFFICE Docs and stores their files in S3.

Every GET operation also answers HEAD. Codes, fields and types of events are added within this version: ignore
what you do not know. The security of an operation lists its scopes, of which one is enough.`;

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
      description: ABOUT,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url }],
    security: [{ token: [] }],
    tags: TAGS,
    paths: paths(),
    webhooks: webhooks(eventExamples),
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
  const { operationId, tag, summary, description, takes } = operation;
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    ...(tag === 'For Docs' ? { 'x-internal': true } : {}),
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
  return [
    ...pathParameters(path),
    ...(query ? queryParameters(query) : []),
    ...reads.map((name) => ({ name, in: 'header', ...REQUEST_HEADERS[name] })),
  ];
}
