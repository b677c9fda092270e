import * as Instance from '@hyperjump/json-schema/instance/experimental';
import type { FieldError } from '../errors.ts';
import { pointerTo } from '../json-pointer.ts';
import { type CompiledPattern, KEYWORD } from './pattern-keywords.ts';

const MAX_SHOWN = 200;
const TYPES: Record<string, string> = {
  array: 'an array',
  boolean: 'true or false',
  integer: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  string: 'a string',
};

/** The rule of a keyword that a value breaks. `value` is that of the compiled schema. */
type RuleOf = (value: never) => string;

const RULES: Record<string, RuleOf> = {
  type: (types: string | string[]) => `must be ${[types].flat().map(typeName).join(' or ')}`,
  enum: (values: string[]) => oneOf(values),
  const: (value: string) => oneOf([value]),
  pattern: ({ source }: CompiledPattern) => `must match the pattern ${cut(source)}`,
  multipleOf: (factor: number) => `must be a multiple of ${factor}`,
  maximum: (limit: number) => `must be at most ${limit}`,
  exclusiveMaximum: (limit: number) => `must be less than ${limit}`,
  minimum: (limit: number) => `must be at least ${limit}`,
  exclusiveMinimum: (limit: number) => `must be more than ${limit}`,
  maxLength: (limit: number) => `must have at most ${counted(limit, 'character')}`,
  minLength: (limit: number) => `must have at least ${counted(limit, 'character')}`,
  maxItems: (limit: number) => `must have at most ${counted(limit, 'item')}`,
  minItems: (limit: number) => `must have at least ${counted(limit, 'item')}`,
  maxProperties: (limit: number) => `must have at most ${counted(limit, 'property', 'properties')}`,
  minProperties: (limit: number) =>
    `must have at least ${counted(limit, 'property', 'properties')}`,
  uniqueItems: () => 'must not have the same item twice',
  contains: () => 'must have the right number of items of the kind that contains describes',
  anyOf: () => 'must match one of the allowed forms',
  oneOf: () => 'must match exactly one of the allowed forms',
  not: () => 'must not match the excluded form',
};

/** The rule of a schema that is `false`. */
export const NOT_ALLOWED = 'is not allowed';

/**
 * What is wrong with a value that breaks the rule of a keyword: places below `/argument`, and rules, which
 * may quote the schema but never the argument.
 *
 * @param keywordId the validator's id of the keyword
 * @param value the keyword's value in the compiled schema
 */
export function brokenRules(
  keywordId: string,
  value: unknown,
  instance: Instance.JsonNode,
): FieldError[] {
  const keyword = keywordId.slice(KEYWORD.length);
  if (keyword === 'required')
    return missingIn(instance, value as string[]).map((name) =>
      fieldError(instance, 'is required', [name]),
    );
  if (keyword === 'dependentRequired')
    return (value as [string, string[]][])
      .filter(([name]) => Instance.has(name, instance))
      .flatMap(([name, required]) =>
        missingIn(instance, required).map((missing) =>
          fieldError(instance, `is required together with ${cut(name)}`, [missing]),
        ),
      );
  const ruleOf = Object.hasOwn(RULES, keyword) ? RULES[keyword] : undefined;
  return [fieldError(instance, ruleOf?.(value as never) ?? 'is not valid')];
}

/** An error at a value of the argument, or at a property of it; at a name, its rule is that of the name. */
export function fieldError(
  instance: Instance.JsonNode,
  detail: string,
  path: string[] = [],
): FieldError {
  const isName = instance.pointer.startsWith('*');
  const segments = instance.pointer.replace(/^\*/, '').split('/').slice(1).map(unescaped);
  const rule = isName ? `has a name that ${detail}` : detail;
  return { pointer: pointerTo(['argument', ...segments, ...path]), detail: rule };
}

function missingIn(instance: Instance.JsonNode, names: string[]): string[] {
  return names.filter((name) => !Instance.has(name, instance));
}

function unescaped(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}

function typeName(type: string): string {
  return TYPES[type] ?? type;
}

/** @param values as JSON */
function oneOf(values: string[]): string {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return `must be ${cut(only)}`;
  const all = values.join(', ');
  return all.length > MAX_SHOWN ? 'must be one of the allowed values' : `must be one of ${all}`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function cut(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN).toWellFormed()}…` : text;
}
