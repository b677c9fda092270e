import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { type ErrorCode, type FieldError, GatewayError } from './errors.ts';

z.config(en());

/** What is wrong is told whole in an answer, in an event of 256 KB, and in an attribute of a message. */
const MAX_ERRORS = 100;
const MAX_POINTER = 300;

/**
 * Reads an input by a schema.
 *
 * @throws {GatewayError} of the code, with the pointer and the rule of each wrong field, the first hundred
 */
export function parseWith<T extends z.core.$ZodType>(
  schema: T,
  input: unknown,
  code: Extract<ErrorCode, 'REQUEST_INVALID' | 'COMMAND_INVALID'> = 'REQUEST_INVALID',
): z.output<T> {
  const parsed = z.safeParse(schema, input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(readIssue).slice(0, MAX_ERRORS);
  const [first] = errors;
  const what = code === 'COMMAND_INVALID' ? 'command' : 'request';
  const message = `The ${what} is not valid: ${first?.pointer || 'it'} ${first?.detail}.`;
  throw new GatewayError(code, message, { errors });
}

function readIssue(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      pointer: pointerTo([...issue.path, key]),
      detail: 'is not a known field',
    }));
  const detail = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
  return [{ pointer: pointerTo(issue.path), detail: detail ?? issue.message }];
}

/** Names may be of any length; a pointer that would be cut in the middle of one ends in `…`. */
export function pointerTo(path: PropertyKey[]): string {
  const pointer = path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
  if (pointer.length <= MAX_POINTER) return pointer;
  return `${pointer.slice(0, MAX_POINTER).toWellFormed()}…`;
}
