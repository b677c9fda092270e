import { type Field, fieldOf } from './field.ts';

const DEEPEST = 6;
/** A schema that asks for more items at once gets these; the check of the argument says the rest. */
const MOST_ITEMS = 20;

/**
 * A value to begin with: the schema's default, or empty texts and lists. Numbers, dates and free JSON have none,
 * so that nothing is sent that nobody chose.
 */
export function firstValue(schema: unknown, root: unknown, depth = 0): unknown {
  const given = defaultOf(schema);
  if (given !== undefined) return given;
  if (depth > DEEPEST) return undefined;
  const field = fieldOf(schema, root);
  switch (field.kind) {
    case 'text':
      return field.date ? undefined : '';
    case 'boolean':
      return false;
    case 'choice':
      return field.options[0];
    case 'object':
      return objectOf(field, root, depth);
    case 'list':
      return listOf(field, root, depth);
    default:
      return undefined;
  }
}

function objectOf(field: Field & { kind: 'object' }, root: unknown, depth: number) {
  const needed = field.properties.filter(({ required }) => required);
  const entries = needed.map(({ name, schema }) => [name, firstValue(schema, root, depth + 1)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function listOf({ items, minItems }: Field & { kind: 'list' }, root: unknown, depth: number) {
  const first = minItems === 0 ? undefined : firstValue(items, root, depth + 1);
  return first === undefined
    ? []
    : Array.from({ length: Math.min(minItems, MOST_ITEMS) }, () => first);
}

function defaultOf(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return undefined;
  return (schema as { default?: unknown }).default;
}
