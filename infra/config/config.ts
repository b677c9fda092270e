import * as z from 'zod/mini';
import { configSchema } from './schema.ts';

/** The CDK context key: an object in `cdk.json`, or JSON in `-c docsGateway='{…}'`, which replaces all of it. */
export const CONTEXT_KEY = 'docsGateway';

/** The configuration of one deployment, with every default filled in. */
export type Config = z.output<typeof configSchema>;

/**
 * Validates the configuration in the CDK context.
 *
 * @throws {Error} with every invalid value, and what each should be
 */
export function parseConfig(context: unknown): Config {
  const { data, error } = z.safeParse(configSchema, fromJson(context), { reportInput: true });
  if (error)
    throw new Error(['The configuration is wrong:', ...error.issues.map(say)].join('\n  '));
  return data;
}

function fromJson(context: unknown): unknown {
  if (typeof context !== 'string') return context;
  try {
    return JSON.parse(context);
  } catch (cause) {
    throw new Error(`${CONTEXT_KEY} was ${context}; it should be JSON`, { cause });
  }
}

function say(issue: z.core.$ZodIssue): string {
  const name = [CONTEXT_KEY, ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') return `${name} has no setting ${issue.keys.join(', ')}`;
  const was = issue.input === undefined ? 'not set' : JSON.stringify(issue.input);
  return `${name} was ${was}; it should be ${issue.message}`;
}
