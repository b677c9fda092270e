import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { CONTEXT_KEY, parseConfig } from '../config/config.ts';
import { GatewayStack } from '../stack.ts';

export type Resource = {
  Type: string;
  Properties: Record<string, unknown>;
};
/** A CloudFormation template, as far as the checks read it. */
export type Json = {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Description?: string }>;
};

const { context } = JSON.parse(
  readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'),
) as { context: Record<string, unknown> };

/** The configuration in `cdk.json`. */
export const SAMPLE = context[CONTEXT_KEY] as object;

/** The template of a configuration, with the name of its file as the code of each function. */
export function templateOf(configured: object): Json {
  // CDK's own check of the template takes seconds, and every synthesis of the app does it.
  const app = new App({ context, builtinCloudFormationValidation: false });
  const config = parseConfig(configured);
  const stack = new GatewayStack(app, config.stackName, {
    config,
    codeOf: (file) => Code.fromInline(file),
  });
  return Template.fromStack(stack).toJSON() as Json;
}

/** The resources of a type, by their logical ids. */
export function resourcesOf({ Resources }: Json, type: string): [string, Resource][] {
  return Object.entries(Resources).filter(([, resource]) => resource.Type === type);
}

/** A value as long as it may be once it is deployed: what is only known then has 100 characters. */
export function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return JSON.stringify(value.map(textOf));
  const [name = '', argument] = Object.entries(value)[0] ?? [];
  if (name === 'Fn::Join' && Array.isArray(argument)) {
    const [between, parts] = argument as [string, unknown[]];
    return parts.map(textOf).join(between);
  }
  if (name === 'Ref' || name.startsWith('Fn::')) return 'x'.repeat(100);
  const fields = Object.entries(value).map(([key, inner]) => [key, textOf(inner)]);
  return JSON.stringify(Object.fromEntries(fields));
}
