import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { eventExamples } from '../../../../docs/generator/parts.ts';
import { openapi } from '../../../../shared/api/openapi/openapi.ts';
import { ROUTES, type Route } from '../../../../shared/api/routes.ts';
import { ERRORS } from '../../../../shared/errors.ts';
import { DETAIL_TYPES } from '../../../../shared/events/schemas.ts';
import { checkEvent } from '../../../support/event-schema.ts';

/** What generators of clients and reference pages need of the document. */
type Json = { [name: string]: Json };
const document = openapi('1.2.3', 'https://docs.example.com') as unknown as Json;
const schemas = at('components', 'schemas');
const operations = Object.values(at('paths')).flatMap((item) => Object.values(item));

function at(...path: string[]): Json {
  return path.reduce((inner, name) => inner[name] ?? {}, document);
}

/** Every object in a value, with its path. */
function* objects(value: unknown, path = ''): Generator<[string, Record<string, unknown>]> {
  if (value === null || typeof value !== 'object') return;
  yield [path, value as Record<string, unknown>];
  for (const [key, inner] of Object.entries(value)) yield* objects(inner, `${path}/${key}`);
}

test('every schema and every property has a description', () => {
  const missing = Object.entries(schemas).flatMap(([name, { description, properties = {} }]) => [
    ...(description ? [] : [name]),
    ...Object.entries(properties as Json)
      .filter(([, property]) => !property.description)
      .map(([property]) => `${name}.${property}`),
  ]);

  deepEqual(missing, []);
});

test('every object with properties has a name of its own', () => {
  const inline = [...objects(schemas)]
    .filter(
      ([path, { properties, type }]) =>
        properties && type === 'object' && path.split('/').length > 2,
    )
    .map(([path]) => path);

  deepEqual(inline, []);
});

test('every schema is used', () => {
  const used = new Set([...objects(document)].map(([, { $ref }]) => String($ref)));
  const unused = Object.keys(schemas).filter((name) => !used.has(`#/components/schemas/${name}`));

  deepEqual(unused, ['GatewayEvent']); // for consumers of events, who see all types
});

test('the codes of answers are open: a known one is described, and an unknown one is valid', () => {
  const { type, examples, enum: closed, description } = schemas.ErrorCode ?? {};

  deepEqual([type, closed], ['string', undefined]);
  deepEqual(examples, Object.keys(ERRORS));
  for (const code of Object.keys(ERRORS)) ok(String(description).includes(code), code);
  for (const name of ['Problem', 'BuildError'])
    equal(schemas[name]?.properties?.code?.$ref, '#/components/schemas/ErrorCode');
  equal(schemas.BuildWarning?.properties?.code?.$ref, '#/components/schemas/WarningCode');
});

test('every operation has a tag, a title of at most four words, a description and described parameters', () => {
  const tags = Object.values(document.tags ?? {}).map(({ name }) => name);
  for (const operation of operations) {
    const { summary, description, parameters = {} } = operation;
    ok(String(summary).split(' ').length <= 4, String(summary));
    ok(String(description).endsWith('.'), String(summary));
    for (const tag of Object.values(operation.tags ?? {})) ok(tags.includes(tag));
    for (const { name, description: text } of Object.values(parameters)) ok(text, String(name));
  }
});

test('the answers of API Gateway are described as what they are', () => {
  const routes: readonly Route[] = ROUTES.filter(({ path }) => path !== '$default');
  for (const { method, path, scope } of routes) {
    const { responses = {}, requestBody } = at('paths', path, method.toLowerCase());
    const own = Object.entries(responses)
      .filter(([, response]) => JSON.stringify(response).includes('GatewayMessage'))
      .map(([status]) => status);

    const expected = ['429', '500', '503'];
    if (scope !== 'open') expected.push('401');
    if (requestBody) expected.push('413');
    deepEqual(own.sort(), expected.sort(), `${method} ${path}`);
  }
});

test('no number has the bounds of a safe integer, and the size of a page and of a file has its own', () => {
  for (const [path, { minimum, maximum }] of objects(document))
    ok(![minimum, maximum].some((bound) => Math.abs(Number(bound)) > 2 ** 52), path);
  const limit = Object.values(at('paths', '/v1/builds', 'get', 'parameters')).find(
    ({ name }) => String(name) === 'limit',
  );
  deepEqual(limit?.schema, { type: 'integer', minimum: 1, maximum: 100, default: 20 });
  equal(schemas.BuildFile?.properties?.size?.minimum, 0);
});

test('every pattern is a regular expression with and without the flag u', () => {
  for (const [, { pattern }] of objects(document)) {
    if (typeof pattern !== 'string') continue;
    new RegExp(pattern);
    new RegExp(pattern, 'u');
  }
});

test('no alternative of a schema accepts every value', () => {
  const open = [...objects(document)].filter(([, { anyOf = [], oneOf = [] }]) =>
    [...Object.values(anyOf as Json), ...Object.values(oneOf as Json)].some(
      (alternative) => Object.keys(alternative).length === 0,
    ),
  );

  deepEqual(
    open.map(([path]) => path),
    [],
  );
});

test('a form has the script as a file, and every other part as text', () => {
  const { content } = at('paths', '/v1/builds', 'post', 'requestBody');
  const { properties = {} } = schemas.BuildForm ?? {};

  deepEqual(content?.['multipart/form-data']?.schema, { $ref: '#/components/schemas/BuildForm' });
  equal(properties.script?.format, 'binary');
  for (const property of Object.values(properties)) equal(property.type, 'string');
});

test('a file is described as the answer of a client that follows the redirect', () => {
  const { responses = {} } = at('paths', '/v1/builds/{id}/files/{name}', 'get');

  deepEqual(responses['200']?.content, {
    '*/*': { schema: { $ref: '#/components/schemas/FileContent' } },
  });
  ok(responses['302']);
});

test('the ten events are webhooks, each with a schema of what EventBridge delivers', () => {
  const hooks = Object.values(document.webhooks ?? {}).map(({ post }) => post);

  deepEqual(
    hooks.map((post) => post?.summary),
    DETAIL_TYPES,
  );
  equal(hooks.length, 10);
  for (const [n, type] of DETAIL_TYPES.entries()) {
    const { $ref } = hooks[n]?.requestBody?.content?.['application/json']?.schema ?? {};
    const event = at(...String($ref).slice(2).split('/'));
    equal(event.properties?.['detail-type']?.const, type);
    const published = eventExamples().find((example) => example['detail-type'] === type);
    deepEqual(Object.keys(published ?? {}).sort(), Object.keys(event.properties ?? {}).sort());
  }
});

test('the example of an event fits the catalogue', () => {
  const { content } = at('webhooks', 'BuildSucceeded', 'post', 'requestBody');
  const { example } = content?.['application/json'] ?? {};

  checkEvent('Build Succeeded', example?.detail);
});

test('what only Docs calls is marked as internal', () => {
  const internal = operations.filter((operation) => operation['x-internal']);

  deepEqual(
    internal.map(({ operationId }) => operationId),
    ['receiveCallback', 'receiveDefaultCallback', 'getScript', 'getInput'],
  );
});
