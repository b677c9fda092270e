import * as z from 'zod/mini';
import { ID_PATTERN } from '../../ids.ts';
import { TENANT_PATTERN } from '../../tenant.ts';
import { CORRELATION_ID, type JsonSchema, schemaRef } from './schemas.ts';

const text = { type: 'string' };
const tenant = { ...text, pattern: TENANT_PATTERN.source };

type Described = { description: string; schema: JsonSchema; example?: string };

/** The variables of paths. */
const PATH: Record<string, Described> = {
  id: { description: 'The id of a build.', schema: { ...text, pattern: ID_PATTERN.source } },
  name: { description: 'The name of a file, or of a template.', schema: text },
  key: { description: 'The key of a document.', schema: text },
  tenant: { description: 'The tenant of the build or document.', schema: tenant },
  capability: { description: 'The right to use the address.', schema: text },
};

/** Texts of the parameters of queries, with a schema where it is not that of the text in the address. */
const QUERY: Record<string, { description: string; schema?: JsonSchema }> = {
  status: {
    description: 'Only builds of this status.',
    schema: { $ref: schemaRef('BuildStatus') },
  },
  correlationId: { description: 'Only builds with this correlation id.' },
  template: { description: 'Only builds of this template.' },
  limit: {
    description: 'The most items of a page.',
    schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  },
  cursor: { description: 'The cursor of the page before. Do not read anything from it.' },
  disposition: { description: 'Whether a browser saves the file or shows it.' },
};

/** The request headers of operations. */
export const REQUEST_HEADERS: Record<string, Described> = {
  'idempotency-key': {
    description: 'A repeated request with the same key and the same body returns the same build.',
    schema: { ...text, pattern: '^[ -~]{1,128}$' },
  },
  prefer: {
    description:
      'RFC 7240: with wait=N, the answer waits for the end, for at most 25 seconds. Anything else is ignored.',
    schema: text,
    example: 'wait=20', // a page to try the API begins with it
  },
  'x-correlation-id': {
    description: 'The sender’s own name for the build. A correlationId in the body overrides it.',
    schema: CORRELATION_ID,
  },
  'docs-gateway-tenant': {
    description: 'The tenant that the caller acts for. Needs the scope tenants:act.',
    schema: tenant,
  },
};

/** The variables of a path as parameters. */
export function pathParameters(path: string): JsonSchema[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...(PATH[name] ?? { schema: text }),
  }));
}

/** The parameters of a query, from the schema that validates it; a single one where any name is allowed. */
export function queryParameters(schema: z.core.$ZodType): JsonSchema[] {
  const { properties, type, additionalProperties } = z.toJSONSchema(schema, { io: 'input' });
  if (!properties) {
    const any = { type, additionalProperties };
    const description = 'Any names and values. The event returns them.';
    return [{ name: 'query', in: 'query', description, style: 'form', explode: true, schema: any }];
  }
  return Object.entries(properties).map(([name, shape]) => ({
    name,
    in: 'query',
    schema: shape,
    ...QUERY[name],
  }));
}
