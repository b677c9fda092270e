import { deepEqual, equal, fail, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { failedBuild, queuedBuild } from '../../../../shared/api/openapi/examples/answers.ts';
import {
  buildExample,
  commandExamples,
  requestExamples,
} from '../../../../shared/api/openapi/examples/examples.ts';
import { openapi } from '../../../../shared/api/openapi/openapi.ts';
import { buildSchema } from '../../../../shared/build/build.ts';
import { CORRELATION_ID_PATTERN } from '../../../../shared/build/metadata.ts';
import { BUILD_REQUEST_FIELDS, parseBuildRequest } from '../../../../shared/build/request.ts';
import { COMMANDS, parseCommand } from '../../../../shared/docs/command-schema.ts';
import { problemSchema } from '../../../../shared/problem.ts';

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

test('the schema of a build request takes no unknown field, and no schema is chosen by its required fields', () => {
  const schema = at('components', 'schemas', 'BuildRequest');

  equal(schema.additionalProperties, false);
  deepEqual(Object.keys(schema.properties ?? {}), [...BUILD_REQUEST_FIELDS]);
  deepEqual(Object.keys(at('components', 'schemas', 'BuildForm', 'properties')), [
    ...BUILD_REQUEST_FIELDS,
  ]);
  for (const [, { oneOf, anyOf }] of objects(document))
    for (const branch of (oneOf ?? anyOf ?? []) as object[])
      equal('required' in branch && !('properties' in branch), false);
});

test('the schema of metadata limits a value to 500 characters as JSON Schema counts them', () => {
  const metadata = at('components', 'schemas', 'BuildRequest', 'properties', 'metadata');

  deepEqual(metadata.additionalProperties, { type: 'string', maxLength: 500 });
  equal(metadata.maxProperties, 20);
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
  for (const build of [buildExample, queuedBuild, failedBuild])
    deepEqual(buildSchema.parse(build), build);
});

test('every command has a valid example and a schema without unknown fields', () => {
  const shown = Object.values(commandExamples).map(({ value }) => value);
  for (const value of shown) deepEqual(parseCommand(value), value);
  deepEqual([...new Set(shown.map(({ c }) => c))].sort(), [...COMMANDS]);

  const { oneOf, discriminator } = at('components', 'schemas', 'Command');
  const names = COMMANDS.map(
    (c) => `#/components/schemas/${c.charAt(0).toUpperCase()}${c.slice(1)}Command`,
  );
  deepEqual(
    Object.values(oneOf ?? {}).map(({ $ref }) => $ref),
    names,
  );
  deepEqual(discriminator, {
    propertyName: 'c',
    mapping: Object.fromEntries(COMMANDS.map((c, n) => [c, names[n]])),
  });
  for (const [n, name] of names.entries()) {
    const { additionalProperties, properties } = at(...name.slice(2).split('/'));
    deepEqual([additionalProperties, properties?.c?.const], [false, COMMANDS[n]] as unknown);
  }
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

test('a correlation id accepts exactly the characters that the validator accepts, up to U+FFFF', () => {
  const { properties } = at('components', 'schemas', 'BuildRequest');
  const [header] = Object.values(at('paths', '/v1/builds', 'post', 'parameters')).filter(
    ({ name }) => String(name) === 'x-correlation-id',
  );
  const { description, ...schema } = properties?.correlationId ?? {};
  const { pattern, ...rest } = header?.schema ?? {};

  deepEqual(schema, header?.schema);
  deepEqual(rest, { type: 'string', minLength: 1, maxLength: 128 });
  const [withFlag, without] = [new RegExp(String(pattern), 'u'), new RegExp(String(pattern))];
  for (let code = 0; code <= 0xffff; code++) {
    const character = String.fromCodePoint(code);
    const accepted = CORRELATION_ID_PATTERN.test(character);
    if (withFlag.test(character) !== accepted || without.test(character) !== accepted)
      fail(`U+${code.toString(16)}`);
  }
  for (const text of ['👩\u200D💻', '𝔸']) equal(without.test(text), true, text);
});
