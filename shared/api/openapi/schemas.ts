import * as z from 'zod/mini';
import { CORRELATION_ID_PATTERN } from '../../build/metadata.ts';
import { MAX_INLINE_SCRIPT_BYTES } from '../../build/script.ts';
import { commandSchema } from '../../docs/command-schema.ts';
import { DESCRIPTIONS } from './descriptions/descriptions.ts';
import { eventComponents } from './event-schemas.ts';
import { PLAIN_SCHEMAS } from './plain-schemas.ts';
import { commandName, commandVariants, OPEN_CODES, SCHEMAS } from './schema-names.ts';

export type JsonSchema = Record<string, unknown>;
export type SchemaName = keyof typeof SCHEMAS | keyof typeof PLAIN_SCHEMAS;

/**
 * All schemas as JSON Schema 2020-12, each with its descriptions, with references below
 * `#/components/schemas`.
 */
export function componentSchemas(): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  const named = { ...SCHEMAS, ...commandVariants() };
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: schemaRef,
    io: 'input', // An answer may have more fields, which readers ignore.
    override: ({ zodSchema, jsonSchema }) => adapt(zodSchema, jsonSchema),
  });
  const converted = Object.entries(schemas).map(
    ([id, { $schema, $id, ...schema }]) => [id, schema] as const,
  );
  const all = { ...Object.fromEntries(converted), ...PLAIN_SCHEMAS, ...eventComponents() };
  return Object.fromEntries(
    Object.entries(all).map(([id, schema]) => [id, describe(schema, DESCRIPTIONS[id])]),
  );
}

/** Changes what zod makes of a schema to what generators of clients can use. */
function adapt(zodSchema: z.core.$ZodType, jsonSchema: JsonSchema): void {
  const codes = OPEN_CODES.get(zodSchema);
  if (codes) replace(jsonSchema, { $ref: schemaRef(codes) });
  // The format `date-time` is enough; zod's pattern for it is four lines long.
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.pattern === CORRELATION_ID_PATTERN.source) replace(jsonSchema, CORRELATION_ID);
  if (typeof jsonSchema.pattern === 'string') jsonSchema.pattern = portable(jsonSchema.pattern);
  if (zodSchema === commandSchema) jsonSchema.discriminator = BY_COMMAND;
  if (zodSchema === SCHEMAS.BuildRequest) limitScript(jsonSchema);
}

function limitScript({ properties }: JsonSchema): void {
  const { script } = properties as { script: JsonSchema };
  script.maxLength = MAX_INLINE_SCRIPT_BYTES;
}

const BY_COMMAND = {
  propertyName: 'c',
  mapping: Object.fromEntries(
    commandSchema.def.options.map(({ shape }) => {
      const [c = ''] = shape.c.def.values;
      return [c, schemaRef(commandName(c))];
    }),
  ),
};

function replace(target: JsonSchema, source: JsonSchema): void {
  for (const name of Object.keys(target)) delete target[name];
  Object.assign(target, source);
}

/** @param texts by property; the text of the empty name is that of the schema itself */
function describe(schema: JsonSchema, texts: Record<string, string> = {}): JsonSchema {
  const { '': description, ...others } = texts;
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  return {
    ...(description === undefined ? {} : { description }),
    ...schema,
    ...(properties.length > 0 && {
      properties: Object.fromEntries(
        properties.map(([name, property]) => [name, withText(property, others[name])]),
      ),
    }),
  };
}

function withText(property: JsonSchema, text: string | undefined): JsonSchema {
  return text === undefined ? property : { ...property, description: text };
}

/**
 * Classes of characters as ranges below U+10000. Characters above cannot be written so that the regular
 * expressions of every language read them; the server refuses those of them that are not printable.
 */
const CLASSES = {
  '\\p{Cc}': '\\u0000-\\u001f\\u007f-\\u009f',
  '\\p{Cf}':
    '\\u00ad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u180e\\u200b-\\u200f' +
    '\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufeff\\ufff9-\\ufffb',
  '\\p{Co}': '\\ue000-\\uf8ff',
};

/** Replaces `\p{…}` classes, which the regular expressions of some languages do not know. */
function portable(pattern: string): string {
  return Object.entries(CLASSES).reduce((text, [name, set]) => text.replaceAll(name, set), pattern);
}

/** A correlation id. Its length is not in the pattern, where some languages count UTF-16 units. */
export const CORRELATION_ID: JsonSchema = {
  type: 'string',
  minLength: 1,
  maxLength: 128,
  pattern: portable(CORRELATION_ID_PATTERN.source.replace('{1,128}$', '*$')),
};

export function schemaRef(name: string): string {
  return `#/components/schemas/${name}`;
}
