import { pointerTo } from '../json-pointer.ts';
import { linearPattern } from './linear-pattern.ts';

/** The first fault of a schema: where, and the rule that the value there breaks. */
export type SchemaFault = { pointer: string; rule: string };

export const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Returns the rule that a value breaks. */
type Rule = (value: unknown) => string | undefined;

const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

const must = (isValid: (value: unknown) => boolean, rule: string): Rule => {
  return (value) => (isValid(value) ? undefined : rule);
};
const isText = (value: unknown) => typeof value === 'string';
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isUniqueTexts = (value: unknown) =>
  Array.isArray(value) && value.every(isText) && new Set(value).size === value.length;

const any = must(() => true, '');
const text = must(isText, 'must be a string');
const flag = must((value) => typeof value === 'boolean', 'must be true or false');
const number = must((value) => typeof value === 'number', 'must be a number');
const positive = must(
  (value) => typeof value === 'number' && value > 0,
  'must be a number above 0',
);
const count = must(
  (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0,
  'must be a whole number from 0',
);
const list = must(Array.isArray, 'must be an array');
const names = must(isUniqueTexts, 'must be an array of different strings');
const nameLists = must(
  (value) => isObject(value) && Object.values(value).every(isUniqueTexts),
  'must be an object with an array of different strings each',
);
const anchor = must(
  (value) => typeof value === 'string' && /^[A-Za-z_][-A-Za-z0-9._]*$/.test(value),
  'must be a name of letters, digits, "_", "-" and "."',
);
const type = must(
  (value) =>
    TYPES.includes(value as string) ||
    (isUniqueTexts(value) &&
      (value as string[]).length > 0 &&
      (value as string[]).every((name) => TYPES.includes(name))),
  `must be one of ${TYPES.join(', ')}, or an array of them`,
);
const dialect = must((value) => value === DIALECT || value === `${DIALECT}#`, `must be ${DIALECT}`);
const identifier = must(
  (value) => typeof value === 'string' && /^[^#]*#?$/.test(value),
  'must be a URI without a fragment',
);
const pattern: Rule = (value) => (isText(value) ? patternRule(String(value)) : 'must be a string');

/** The rules for values that hold no schema. */
const VALUES: Record<string, Rule> = {
  $schema: dialect,
  $id: identifier,
  $anchor: anchor,
  $dynamicAnchor: anchor,
  $ref: text,
  $dynamicRef: text,
  $comment: text,
  $vocabulary: () => 'is not supported: it belongs to schemas of schemas',
  type,
  const: any,
  enum: list,
  multipleOf: positive,
  maximum: number,
  exclusiveMaximum: number,
  minimum: number,
  exclusiveMinimum: number,
  maxLength: count,
  minLength: count,
  pattern,
  maxItems: count,
  minItems: count,
  uniqueItems: flag,
  maxContains: count,
  minContains: count,
  maxProperties: count,
  minProperties: count,
  required: names,
  dependentRequired: nameLists,
  title: text,
  description: text,
  deprecated: flag,
  readOnly: flag,
  writeOnly: flag,
  examples: list,
  format: text,
  contentEncoding: text,
  contentMediaType: text,
};
const SCHEMAS = new Set([
  ...['items', 'contains', 'additionalProperties', 'propertyNames', 'if', 'then', 'else', 'not'],
  ...['unevaluatedItems', 'unevaluatedProperties', 'contentSchema'],
]);
const SCHEMA_LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const SCHEMA_MAPS = new Set([
  ...['$defs', 'definitions', 'properties', 'patternProperties', 'dependentSchemas'],
]);

/**
 * Finds the first keyword of a schema whose value is not valid in JSON Schema 2020-12, or whose pattern
 * cannot be matched in linear time. The schema of schemas says the same, but is compiled and checked in a
 * hundred times the time. Keywords that JSON Schema does not define are ignored.
 *
 * @param schema at most some hundred levels deep
 */
export function schemaFault(schema: unknown, path: string[] = []): SchemaFault | undefined {
  if (typeof schema === 'boolean') return undefined;
  if (!isObject(schema)) return fault(path, 'must be a schema: an object, true or false');
  for (const [keyword, value] of Object.entries(schema)) {
    const found = keywordFault(keyword, value, [...path, keyword]);
    if (found) return found;
  }
  return undefined;
}

function keywordFault(keyword: string, value: unknown, path: string[]): SchemaFault | undefined {
  if (SCHEMAS.has(keyword)) return schemaFault(value, path);
  if (SCHEMA_LISTS.has(keyword)) {
    if (!Array.isArray(value) || value.length === 0)
      return fault(path, 'must be an array of at least one schema');
    return firstOf(value.entries(), ([index, schema]) =>
      schemaFault(schema, [...path, `${index}`]),
    );
  }
  if (SCHEMA_MAPS.has(keyword)) {
    if (!isObject(value)) return fault(path, 'must be an object of schemas');
    return firstOf(Object.entries(value), ([name, schema]) => {
      const rule = keyword === 'patternProperties' ? patternRule(name) : undefined;
      return rule ? fault([...path, name], rule) : schemaFault(schema, [...path, name]);
    });
  }
  const rule = Object.hasOwn(VALUES, keyword) ? VALUES[keyword]?.(value) : undefined;
  return rule === undefined ? undefined : fault(path, rule);
}

function patternRule(source: string): string | undefined {
  try {
    linearPattern(source);
    return undefined;
  } catch (error) {
    return `is a pattern that cannot be used: ${error instanceof Error ? error.message : ''}`;
  }
}

function firstOf<T, R>(items: Iterable<T>, find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fault(path: string[], rule: string): SchemaFault {
  return { pointer: pointerTo(path), rule };
}
