import { removeUriSchemePlugin } from '@hyperjump/browser';
import {
  registerSchema,
  setShouldValidateSchema,
  unregisterSchema,
} from '@hyperjump/json-schema/draft-2020-12';
import {
  type CompiledSchema,
  compile,
  type EvaluationPlugin,
  getSchema,
  interpret,
  type ValidationContext,
} from '@hyperjump/json-schema/experimental';
import * as Instance from '@hyperjump/json-schema/instance/experimental';
import type { FieldError } from '../errors.ts';
import { brokenRules, fieldError, NOT_ALLOWED } from './broken-rules.ts';
import { useLinearPatterns } from './pattern-keywords.ts';
import { DIALECT, schemaFault } from './schema-faults.ts';

/** The wrong values of an argument; `fault` says that the schema cannot be used. */
export type Checked = { errors: FieldError[] } | { fault: string };
export type Compiled = { check(argument: unknown): Checked } | { fault: string };

/** The most wrong values that are named. */
const MAX_ERRORS = 20;
/**
 * The largest number of schemas that are applied to values of one argument. An argument of 100 KiB has some
 * 50,000 values. A schema that refers to itself in several branches would apply them a number of times that
 * grows exponentially with the depth of the argument.
 */
const MAX_STEPS = 500_000;

useLinearPatterns();
setShouldValidateSchema(false); // `schemaFault` has checked it
for (const scheme of ['http', 'https', 'file']) removeUriSchemePlugin(scheme);

/**
 * Prepares a schema of JSON Schema 2020-12 to check arguments with. Nothing is fetched: a reference leads
 * into the schema itself. `format` is an annotation, as in JSON Schema, and is not checked.
 *
 * @param schema any JSON
 * @returns a check, or a `fault` if the schema is not valid, has a reference to elsewhere, or has a pattern
 *   that cannot be matched in linear time
 */
export async function compileSchema(schema: unknown): Promise<Compiled> {
  const found = schemaFault(schema);
  if (found) return { fault: `${found.pointer || 'it'} ${found.rule}` };
  const uri = `urn:template:${crypto.randomUUID()}`;
  try {
    registerSchema(schema as boolean, uri, DIALECT);
    const compiled = await compile(await getSchema(uri));
    return { check: (argument) => check(compiled, argument) };
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    return { fault: `it cannot be read: ${message.slice(0, 300).toWellFormed()}` };
  } finally {
    unregisterSchema(uri); // what was compiled does not need it
  }
}

class TooManySteps extends Error {}

function check(compiled: CompiledSchema, argument: unknown): Checked {
  const collector = errorCollector();
  try {
    const plugins = [collector];
    const instance = Instance.fromJs(argument as never);
    interpret(compiled, instance, { outputFormat: 'FLAG', plugins });
    return { errors: collector.errors() };
  } catch (error) {
    // The argument is nested 100 levels deep at most, so the schema refers to itself at the same value.
    if (error instanceof RangeError) return { fault: 'it refers to itself without end' };
    if (!(error instanceof TooManySteps)) throw error;
    const detail = 'takes too many steps to check';
    return { errors: [{ pointer: '/argument', detail }] };
  }
}

/** Errors are made at the end, because most of those in the branches of `anyOf` are dropped. */
type Failure = () => FieldError[];
type Context = ValidationContext & { failures?: Failure[] };

/**
 * Collects errors from the inside out: of `anyOf`, `oneOf`, `not` and `contains` only their own error is
 * kept, because a value need not match each of their schemas.
 */
function errorCollector(): EvaluationPlugin<Context> & { errors(): FieldError[] } {
  let steps = 0;
  let last: Failure[] = [];
  const add = (context: Context, failures: Failure[] = []) => {
    context.failures = [...(context.failures ?? []), ...failures].slice(0, MAX_ERRORS);
  };
  return {
    errors: () => last.flatMap((failure) => failure()).slice(0, MAX_ERRORS),
    beforeSchema() {
      if (++steps > MAX_STEPS) throw new TooManySteps();
    },
    afterKeyword([id, , value], instance, { failures }, valid, schemaContext, keyword) {
      if (valid) return;
      const own = () => brokenRules(id, value, instance);
      add(schemaContext, keyword.simpleApplicator ? failures : [own]);
    },
    afterSchema(url, instance, context, valid) {
      if (!valid && typeof context.ast[url] === 'boolean')
        add(context, [() => [fieldError(instance, NOT_ALLOWED)]]);
      last = context.failures ?? [];
    },
  };
}
