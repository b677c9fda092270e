import { deepEqual, equal, fail, ok } from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildExample,
  commandExamples,
  requestExamples,
} from '../../../shared/api/openapi/examples.ts';
import { openapi } from '../../../shared/api/openapi/openapi.ts';
import { buildSchema } from '../../../shared/build/build.ts';
import { CORRELATION_ID_PATTERN } from '../../../shared/build/metadata.ts';
import { parseBuildRequest } from '../../../shared/build/request.ts';
import { COMMANDS, parseCommand } from '../../../shared/docs/command-schema.ts';
import { problemSchema } from '../../../shared/problem.ts';

type Json = { [name: string]: Json };
const document = openapi('1.2.3', 'https://docs.example.com') as unknown as Json;
function at(...path: string[]): Json {
  return path.reduce((inner, name) => inner[name] ?? {}, document);
}

/** Every object in the document, with the name of its property. */
function* objects(value: unknown, name = ''): Generator<[string, Record<string, unknown>]> {
  if (value === null || typeof value !== 'object') return;
  yield [name, value as Record<string, unknown>];
  for (const [key, inner] of Object.entries(value)) yield* objects(inner, key);
}

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
