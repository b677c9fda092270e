import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { openapi } from '../../../../shared/api/openapi/openapi.ts';
import { ROUTES, type Route } from '../../../../shared/api/routes.ts';
import { DETAIL_TYPES } from '../../../../shared/events/schemas.ts';

type Json = { [name: string]: Json };
const document = openapi('1.2.3', 'https://docs.example.com') as unknown as Json;
const routes: readonly Route[] = ROUTES.filter(({ path }) => path !== '$default');

function at(...path: string[]): Json {
  return path.reduce((inner, name) => inner[name] ?? {}, document);
}

/** Every object in the document, with the name of its property. */
function* objects(value: unknown, name = ''): Generator<[string, Record<string, unknown>]> {
  if (value === null || typeof value !== 'object') return;
  yield [name, value as Record<string, unknown>];
  for (const [key, inner] of Object.entries(value)) yield* objects(inner, key);
}

test('openapi.json contains the deployed version and its base URL', () => {
  deepEqual(
    [document.openapi, at('info').version, document.servers],
    ['3.1.1', '1.2.3', [{ url: 'https://docs.example.com' }]],
  );
});

test('openapi.json describes exactly the routes of the table', () => {
  const described = Object.entries(at('paths')).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );

  deepEqual(described.sort(), routes.map(({ method, path }) => `${method} ${path}`).sort());
});

test('every operation lists its scopes, and an open operation lists none', () => {
  for (const { method, path, scope, ownScope } of routes) {
    const scopes = [scope, ownScope].filter((name) => name !== undefined && name !== 'open');
    const { security } = at('paths', path, method.toLowerCase());
    deepEqual(
      security,
      scopes.map((name) => ({ token: [name] })),
      path,
    );
  }
});

test('every variable of a path is described as a parameter', () => {
  for (const { method, path } of routes) {
    const parameters = Object.values(at('paths', path, method.toLowerCase(), 'parameters'));
    const declared = parameters.filter((parameter) => String(parameter.in) === 'path');
    deepEqual(
      declared.map(({ name }) => `{${name}}`),
      path.match(/\{\w+\}/g) ?? [],
      path,
    );
  }
});

test('every $ref resolves', () => {
  const references = [...objects(document)].flatMap(([, { $ref }]) =>
    typeof $ref === 'string' ? [$ref] : [],
  );

  ok(references.length > 50);
  for (const reference of new Set(references))
    ok(Object.keys(at(...reference.slice(2).split('/'))).length > 0, reference);
});

test('every operationId is unique', () => {
  const ids = [...objects(document)].flatMap(([, { operationId, responses }]) =>
    responses ? operationId : [],
  );

  equal(new Set(ids).size, ids.length);
  equal(ids.length, routes.length + DETAIL_TYPES.length);
});

test('the list of builds has the parameters of the contract', () => {
  const parameters = Object.values(at('paths', '/v1/builds', 'get', 'parameters'));

  deepEqual(
    parameters.filter((parameter) => String(parameter.in) === 'query').map(({ name }) => name),
    ['status', 'correlationId', 'template', 'limit', 'cursor'],
  );
});

test('a callback is described with its body and its query', () => {
  for (const path of ['/v1/callbacks', '/v1/callbacks/{tenant}']) {
    const { requestBody, parameters } = at('paths', path, 'post');
    const [query] = Object.values(parameters ?? {}).filter(
      ({ in: place }) => String(place) === 'query',
    );

    const { schema } = requestBody?.content?.['application/json'] ?? {};
    equal(requestBody?.required, true);
    deepEqual(schema, { $ref: '#/components/schemas/Callback' });
    deepEqual(query, {
      name: 'query',
      in: 'query',
      description: 'Any names and values. The event returns them.',
      style: 'form',
      explode: true,
      schema: { type: 'object', additionalProperties: { type: 'string' } },
    });
  }
});

test('every problem with 429 or 503 is described with Retry-After, and no other', () => {
  const problems = Object.values(at('paths'))
    .flatMap((item) => Object.values(item))
    .flatMap(({ responses }) => Object.entries(responses ?? {}))
    .filter(([, { content }]) => content?.['application/problem+json']);

  ok(problems.length > 50);
  for (const [status, { headers }] of problems)
    equal(headers?.['retry-after'] !== undefined, ['429', '503'].includes(status), status);
});

test('openapi.json is JSON', () => {
  deepEqual(JSON.parse(JSON.stringify(document)), document);
});
