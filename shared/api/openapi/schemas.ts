import * as z from 'zod/mini';
import { buildSchema, fileLinkSchema, fileSchema } from '../../build/build.ts';
import { buildRequestSchema } from '../../build/request.ts';
import { commandSchema, dropSchema } from '../../docs/command-schema.ts';
import { documentSchema } from '../../documents/document-view.ts';
import { problemSchema } from '../../problem.ts';
import { healthSchema } from '../health.ts';

const buildListSchema = z.object({
  items: z.array(buildSchema),
  cursor: z.nullable(z.string()),
});

const indexSchema = z.object({
  name: z.string(),
  version: z.string(),
  openapi: z.url(),
  health: z.url(),
});

/** Docs' answer with the fields that this gateway adds. */
const commandAnswerSchema = z.looseObject({
  /** 0, or 4 for a forced save that had nothing to save. */
  error: z.int(),
  key: z.optional(z.string()),
  /** `getForgotten`: a link to the copy in the bucket. */
  url: z.optional(z.nullable(z.url())),
  /** `getForgotten`, and `forcesave` with `Prefer: wait`. */
  document: z.optional(fileSchema),
});

/** The schemas of `openapi.json` by name. Requests are validated with the same schemas. */
const SCHEMAS = {
  BuildRequest: buildRequestSchema,
  Build: buildSchema,
  BuildFile: fileSchema,
  FileLink: fileLinkSchema,
  Document: documentSchema,
  BuildList: buildListSchema,
  Command: commandSchema,
  CommandAnswer: commandAnswerSchema,
  CallbackAnswer: z.object({ error: z.literal(0) }),
  Problem: problemSchema,
  Health: healthSchema,
  Index: indexSchema,
};
export type SchemaName = keyof typeof SCHEMAS;

export type JsonSchema = Record<string, unknown>;

/** Rules that zod does not convert to JSON Schema. */
const ADDITIONS: Partial<Record<SchemaName, JsonSchema>> = {
  BuildRequest: {
    oneOf: ['script', 'url', 'template'].map((source) => ({ required: [source] })),
  },
};

/** All schemas as JSON Schema 2020-12, with references below `#/components/schemas`. */
export function componentSchemas(): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SCHEMAS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: schemaRef,
    io: 'input', // An answer may have more fields, which readers ignore.
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === dropSchema)
        jsonSchema.oneOf = [{ required: ['users'] }, { required: ['all'] }];
      // The format `date-time` is enough; zod's pattern for it is four lines long.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      if (jsonSchema.pattern) jsonSchema.pattern = portable(jsonSchema.pattern);
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [
      id,
      { ...schema, ...ADDITIONS[id as SchemaName] },
    ]),
  );
}

/** Character classes as ranges. No escape for characters above U+FFFF works in every language, so they are literal. */
const CLASSES = {
  '\\p{Cc}': '\\u0000-\\u001f\\u007f-\\u009f',
  '\\p{Cf}':
    '\\u00ad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u180e\\u200b-\\u200f' +
    '\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufeff\\ufff9-\\ufffb\u{110bd}\u{110cd}' +
    '\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0001}\u{e0020}-\u{e007f}',
  '\\p{Co}': '\\ue000-\\uf8ff\u{f0000}-\u{ffffd}\u{100000}-\u{10fffd}',
};

/** Replaces `\p{…}` classes, which the regular expressions of some languages do not know. */
export function portable(pattern: string): string {
  return Object.entries(CLASSES).reduce((text, [name, set]) => text.replaceAll(name, set), pattern);
}

export function schemaRef(name: string): string {
  return `#/components/schemas/${name}`;
}

/** The parameters of a query, from the schema that validates it; a single one where any name is allowed. */
export function queryParameters(schema: z.core.$ZodType): JsonSchema[] {
  const { properties, type, additionalProperties } = z.toJSONSchema(schema, { io: 'input' });
  if (!properties) {
    const any = { type, additionalProperties };
    return [{ name: 'query', in: 'query', style: 'form', explode: true, schema: any }];
  }
  return Object.entries(properties).map(([name, shape]) => ({ name, in: 'query', schema: shape }));
}
