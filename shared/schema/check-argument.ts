import { type FieldError, GatewayError } from '../errors.ts';
import type { Compiled } from './compile-schema.ts';
import { invalidTemplate } from './invalid-template.ts';

/** The schema of a template's argument. */
export type TemplateSchema = {
  template: string;
  /** Differs for each content of the schema. */
  version: string;
  schema: unknown;
};

/** Schemas that are kept compiled in one function instance, the latest ones. */
const MAX_KEPT = 20;
const compiled = new Map<string, Promise<Compiled>>();

/**
 * Checks an argument with the schema of its template. The validator is loaded on first use: it takes more
 * time than the rest of the function's start.
 *
 * @param argument undefined if the request has none: the script then reads `{}`, which is what is checked
 * @throws {GatewayError} ARGUMENT_INVALID with up to 20 pointers below `/argument`, which never quotes the
 *   argument; TEMPLATE_INVALID when the schema cannot be used
 */
export async function checkArgument(source: TemplateSchema, argument: unknown = {}): Promise<void> {
  const schema = await compiledSchema(source);
  const checked = 'fault' in schema ? schema : schema.check(argument);
  if ('fault' in checked) throw invalidTemplate(source.template, 'schema', checked.fault);
  if (checked.errors.length > 0) throw argumentInvalid(source.template, checked.errors);
}

function argumentInvalid(template: string, errors: FieldError[]): GatewayError {
  const [first] = errors;
  const message = `The argument is not valid for the template ${template}: ${first?.pointer} ${first?.detail}.`;
  return new GatewayError('ARGUMENT_INVALID', message, { errors });
}

function compiledSchema({ template, version, schema }: TemplateSchema): Promise<Compiled> {
  const key = JSON.stringify([template, version]);
  const known = compiled.get(key) ?? compile(schema);
  compiled.delete(key); // the newest use is last
  compiled.set(key, known);
  const [oldest] = compiled.keys();
  if (compiled.size > MAX_KEPT && oldest !== undefined) compiled.delete(oldest);
  return known;
}

async function compile(schema: unknown): Promise<Compiled> {
  const { compileSchema } = await import('./compile-schema.ts');
  return compileSchema(schema);
}
