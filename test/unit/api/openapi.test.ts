import { deepEqual, equal, fail, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { buildExample, commandExamples, requestExamples } from '../../../shared/api/examples.ts';
import { openapi } from '../../../shared/api/openapi.ts';
import { ROUTES, type Route } from '../../../shared/api/routes.ts';
import { buildSchema } from '../../../shared/build/build.ts';
import { CORRELATION_ID_PATTERN } from '../../../shared/build/metadata.ts';
import { parseBuildRequest } from '../../../shared/build/request.ts';
import { COMMANDS, parseCommand } from '../../../shared/docs/command-schema.ts';
import { problemSchema } from '../../../shared/problem.ts';

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
  const ids = [...objects(document)].flatMap(([, { operationId }]) => operationId ?? []);

  equal(new Set(ids).size, ids.length);
  equal(ids.length, routes.length);
});

test('the schema of a build request takes exactly one source and no unknown field', () => {
  const schema = at('components', 'schemas', 'BuildRequest');

  deepEqual(schema.oneOf, [
    { required: ['script'] },
    { required: ['url'] },
    { required: ['template'] },
  ]);
  equal(schema.additionalProperties, false);
  deepEqual(Object.keys(schema.properties ?? {}), [
    'script',
    'url',
    'template',
    'argument',
    'inputs',
    'outputs',
    'metadata',
    'correlationId',
  ]);
});

test('the schema of metadata limits a value to 500 characters as JSON Schema counts them', () => {
  const metadata = at('components', 'schemas', 'BuildRequest', 'properties', 'metadata');

  deepEqual(metadata.additionalProperties, { type: 'string', maxLength: 500 });
});

test('the schemas of answers allow more fields', () => {
  equal(at('components', 'schemas', 'Build').additionalProperties, undefined);
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
    deepEqual(Object.keys(schema?.properties ?? {}), ['key', 'status', 'token']);
    deepEqual(query, {
      name: 'query',
      in: 'query',
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

test('every example of a problem matches the schema of problems', () => {
  const examples = [...objects(document)].flatMap(([, value]) =>
    typeof value.retryable === 'boolean' && typeof value.title === 'string' ? [value] : [],
  );

  ok(examples.length > 40);
  for (const example of examples) problemSchema.parse(example);
});

test('every example request and build is valid', () => {
  for (const { value } of Object.values(requestExamples))
    deepEqual(parseBuildRequest(value), value);
  deepEqual(buildSchema.parse(buildExample), buildExample);
});

test('every command has a valid example and a schema without unknown fields', () => {
  const shown = Object.values(commandExamples).map(({ value }) => value);
  for (const value of shown) deepEqual(parseCommand(value), value);
  deepEqual([...new Set(shown.map(({ c }) => c))].sort(), [...COMMANDS]);

  const variants = Object.values(at('components', 'schemas', 'Command', 'oneOf'));
  deepEqual(
    variants.map(({ properties }) => properties?.c?.const),
    COMMANDS as unknown,
  );
  for (const { additionalProperties } of variants) equal(additionalProperties, false);
  const drop = variants.find(({ properties }) => properties?.users);
  deepEqual(drop?.oneOf, [{ required: ['users'] }, { required: ['all'] }]);
});

test('no pattern contains a character class that other languages do not know', () => {
  const patterns = [...objects(document)].flatMap(([, { pattern }]) =>
    typeof pattern === 'string' ? [pattern] : [],
  );

  ok(patterns.length > 5);
  deepEqual(
    patterns.filter((pattern) => /\\p\{/i.test(pattern)),
    [],
  );
});

test('the pattern of a correlation id accepts exactly the characters that the validator accepts', () => {
  const { properties } = at('components', 'schemas', 'BuildRequest');
  const [header] = Object.values(at('paths', '/v1/builds', 'post', 'parameters')).filter(
    ({ name }) => String(name) === 'x-correlation-id',
  );
  const pattern = new RegExp(String(properties?.correlationId?.pattern), 'u');

  deepEqual(header?.schema, { type: 'string', pattern: pattern.source });
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    if (pattern.test(character) !== CORRELATION_ID_PATTERN.test(character))
      fail(`U+${code.toString(16)}`);
  }
});

test('openapi.json is JSON', () => {
  deepEqual(JSON.parse(JSON.stringify(document)), document);
});
