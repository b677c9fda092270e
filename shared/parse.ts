import * as z from 'zod/mini';
import { type ErrorCode, GatewayError } from './errors.ts';
import { pointerTo } from './json-pointer.ts';

const TYPES: Partial<Record<string, string>> = {
  array: 'an array',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a string',
};
const UNITS: Partial<Record<string, string>> = { array: 'items', string: 'characters' };

/** The errors must fit into an answer, an event of 256 KB and an attribute of an SQS message. */
const MAX_ERRORS = 100;

/**
 * Parses an input with a schema.
 *
 * @throws {GatewayError} with this code, and pointer and rule of the first hundred wrong fields
 */
export function parseWith<T extends z.core.$ZodType>(
  schema: T,
  input: unknown,
  code: Extract<ErrorCode, 'REQUEST_INVALID' | 'COMMAND_INVALID'> = 'REQUEST_INVALID',
): z.output<T> {
  return parse(schema, input, (issues) => {
    const errors = issues.map(({ path, rule }) => ({
      pointer: pointerTo(path),
      detail: rule ?? 'is not a known field',
    }));
    const [first] = errors;
    const what = code === 'COMMAND_INVALID' ? 'command' : 'request';
    const message = `The ${what} is not valid: ${first?.pointer || 'it'} ${first?.detail}.`;
    return new GatewayError(code, message, { errors });
  });
}

/**
 * Parses the query of a request, whose values are all strings.
 *
 * @throws {GatewayError} REQUEST_INVALID with name and rule of each wrong parameter
 */
export function parseQuery<T extends z.core.$ZodType>(
  schema: T,
  query: Record<string, string>,
): z.output<T> {
  return parse(schema, query, (issues) => {
    const errors = issues.map(({ path, rule }) => ({
      parameter: String(path[0]),
      detail: rule ?? 'is not a known parameter',
    }));
    const [first] = errors;
    const message = `The query is not valid: ${first?.parameter} ${first?.detail}.`;
    return new GatewayError('REQUEST_INVALID', message, { errors });
  });
}

/** A wrong field; an unknown field has no rule. */
type Issue = { path: PropertyKey[]; rule?: string };

function parse<T extends z.core.$ZodType>(
  schema: T,
  input: unknown,
  errorOf: (issues: Issue[]) => GatewayError,
): z.output<T> {
  const parsed = z.safeParse(schema, input, { error: ruleOf });
  if (parsed.success) return parsed.data;
  throw errorOf(parsed.error.issues.flatMap(readIssue).slice(0, MAX_ERRORS));
}

function readIssue(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...issue.path, key] }));
  const rule = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
  return [{ path: issue.path, rule: rule ?? issue.message }];
}

/** The rule that was broken, for checks of a schema that have no message of their own. */
function ruleOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'too_big':
      return limit(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum);
    case 'too_small':
      return limit(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum);
    default:
      return 'is not valid';
  }
}

function limit(origin: string, how: string, count: number | bigint): string {
  const unit = UNITS[origin];
  return unit ? `must have ${how} ${count} ${unit}` : `must be ${how} ${count}`;
}
