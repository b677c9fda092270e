/** What a form asks for at one place of an argument, read from a JSON Schema. */
export type Field = {
  title?: string;
  description?: string;
} & (
  | { kind: 'text'; long: boolean; date: boolean; minLength?: number; maxLength?: number }
  | { kind: 'number'; integer: boolean; minimum?: number; maximum?: number }
  | { kind: 'boolean' }
  | { kind: 'choice'; options: unknown[] }
  | { kind: 'object'; properties: Property[] }
  | { kind: 'list'; items: unknown; minItems: number; maxItems: number }
  /** Anything else is written as JSON. */
  | { kind: 'json' }
);

export type Property = { name: string; schema: unknown; required: boolean };

type Schema = Record<string, unknown>;

const LONG_TEXT = 200;
const MOST_REFERENCES = 20;

/**
 * Reads one level of a schema; the schemas inside it are read when they are shown, so one that refers to
 * itself has no end of fields.
 *
 * @param root the whole schema, in which `$ref` points
 */
export function fieldOf(schema: unknown, root: unknown): Field {
  const resolved = resolve(schema, root);
  const texts = {
    ...(typeof resolved.title === 'string' && { title: resolved.title }),
    ...(typeof resolved.description === 'string' && { description: resolved.description }),
  };
  return { ...texts, ...shapeOf(resolved) } as Field;
}

type Shape = Field extends infer Each ? Omit<Each, 'title' | 'description'> : never;

function shapeOf(schema: Schema): Shape | { kind: 'json' } {
  if (Array.isArray(schema.enum)) return { kind: 'choice', options: schema.enum } as Shape;
  if ('const' in schema) return { kind: 'choice', options: [schema.const] } as Shape;
  switch (typeOf(schema)) {
    case 'string':
      return textOf(schema) as Shape;
    case 'integer':
    case 'number':
      return numberOf(schema) as Shape;
    case 'boolean':
      return { kind: 'boolean' };
    case 'object':
      return objectOf(schema);
    case 'array':
      return listOf(schema);
    default:
      return { kind: 'json' };
  }
}

function textOf({ format, maxLength, minLength }: Schema) {
  const most = numberIn(maxLength);
  return {
    kind: 'text' as const,
    date: format === 'date',
    long: most !== undefined && most > LONG_TEXT,
    ...(most !== undefined && { maxLength: most }),
    ...(numberIn(minLength) !== undefined && { minLength: numberIn(minLength) }),
  };
}

function numberOf(schema: Schema) {
  const { minimum, maximum } = schema;
  return {
    kind: 'number' as const,
    integer: typeOf(schema) === 'integer',
    ...(numberIn(minimum) !== undefined && { minimum: numberIn(minimum) }),
    ...(numberIn(maximum) !== undefined && { maximum: numberIn(maximum) }),
  };
}

/** An object without named properties, such as a map, is written as JSON. */
function objectOf({ properties, required }: Schema): Shape | { kind: 'json' } {
  const named = Object.entries(asSchema(properties));
  if (named.length === 0) return { kind: 'json' };
  const needed = Array.isArray(required) ? required : [];
  return {
    kind: 'object',
    properties: named.map(([name, schema]) => ({ name, schema, required: needed.includes(name) })),
  } as Shape;
}

function listOf({ items, minItems, maxItems, prefixItems }: Schema): Shape | { kind: 'json' } {
  if (typeof items !== 'object' || prefixItems !== undefined) return { kind: 'json' };
  const [least, most] = [numberIn(minItems) ?? 0, numberIn(maxItems) ?? Number.POSITIVE_INFINITY];
  return { kind: 'list', items, minItems: least, maxItems: most } as Shape;
}

/** `["string", "null"]` is a string that may be absent. */
function typeOf({ type, properties, items }: Schema): unknown {
  if (Array.isArray(type)) {
    const others = type.filter((each) => each !== 'null');
    return others.length === 1 ? others[0] : undefined;
  }
  if (type !== undefined) return type;
  if (properties !== undefined) return 'object';
  return items === undefined ? undefined : 'array';
}

/** A schema without `$ref`: what it refers to, with what is said beside it. */
function resolve(schema: unknown, root: unknown): Schema {
  let at = asSchema(schema);
  for (let count = 0; typeof at.$ref === 'string' && count < MOST_REFERENCES; count++) {
    const { $ref, ...beside } = at;
    at = { ...asSchema(targetOf($ref as string, root)), ...beside };
  }
  return at;
}

/** What a reference inside the same schema points at: `#/$defs/line`. */
function targetOf(reference: string, root: unknown): unknown {
  if (!reference.startsWith('#')) return undefined;
  const steps = reference.slice(1).split('/').slice(1);
  return steps.reduce<unknown>((at, step) => {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const inner = asSchema(at);
    return Object.hasOwn(inner, name) ? inner[name] : undefined;
  }, root);
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
