import * as Browser from '@hyperjump/browser';
import '@hyperjump/json-schema/draft-2020-12';
import { addKeyword, type Keyword, Validation } from '@hyperjump/json-schema/experimental';
import * as Instance from '@hyperjump/json-schema/instance/experimental';
import { linearPattern, type Pattern } from './linear-pattern.ts';

/** The prefix of the ids that the validator gives to keywords. */
export const KEYWORD = 'https://json-schema.org/keyword/';

/** The value of `pattern` in a compiled schema. */
export type CompiledPattern = { source: string; pattern: Pattern };

type Evaluated = { evaluatedProperties?: Set<string> };

const pattern: Keyword<CompiledPattern> = {
  id: `${KEYWORD}pattern`,
  compile: async (schema) => {
    const source = Browser.value<string>(schema);
    return { source, pattern: linearPattern(source) };
  },
  interpret: ({ pattern }, instance) =>
    Instance.typeOf(instance) !== 'string' || pattern.test(Instance.value<string>(instance)),
};

/** The schemas of properties whose names match, by pattern. */
type PatternProperties = [Pattern, string][];

const patternProperties: Keyword<PatternProperties> = {
  id: `${KEYWORD}patternProperties`,
  compile: async (schema, ast) => {
    const compiled: PatternProperties = [];
    for await (const [source, propertySchema] of Browser.entries(schema))
      compiled.push([linearPattern(source), await compileSchema(propertySchema, ast)]);
    return compiled;
  },
  interpret: (patterns, instance, context) =>
    everyProperty(instance, context, (name) =>
      patterns.flatMap(([pattern, schema]) => (pattern.test(name) ? [schema] : [])),
    ),
  simpleApplicator: true,
};

type Additional = { names: Set<string>; patterns: Pattern[]; schema: string };

const additionalProperties: Keyword<Additional> = {
  id: `${KEYWORD}additionalProperties`,
  compile: async (schema, ast, parent) => ({
    names: new Set(await namesIn(parent, 'properties')),
    patterns: (await namesIn(parent, 'patternProperties')).map(linearPattern),
    schema: await compileSchema(schema, ast),
  }),
  interpret: ({ names, patterns, schema }, instance, context) =>
    everyProperty(instance, context, (name) =>
      names.has(name) || patterns.some((pattern) => pattern.test(name)) ? [] : [schema],
    ),
  simpleApplicator: true,
};

type Compile = (typeof Validation)['compile'];

/** Compiles a schema inside another. Its declared third parameter is not used. */
function compileSchema(schema: Browser.Browser, ast: Parameters<Compile>[1]): Promise<string> {
  const inner = schema as Parameters<Compile>[0];
  return Validation.compile(inner, ast, inner);
}

async function namesIn(schema: Browser.Browser, keyword: string): Promise<string[]> {
  return Browser.has(keyword, schema) ? [...Browser.keys(await Browser.step(keyword, schema))] : [];
}

/** Checks each property with the schemas that apply to its name. */
function everyProperty(
  instance: Instance.JsonNode,
  context: Parameters<typeof Validation.interpret>[2] & Evaluated,
  schemasOf: (name: string) => string[],
): boolean {
  if (Instance.typeOf(instance) !== 'object') return true;
  let isValid = true;
  for (const [nameNode, property] of Instance.entries(instance)) {
    const name = Instance.value<string>(nameNode);
    for (const schema of schemasOf(name)) {
      if (!Validation.interpret(schema, property, context)) isValid = false;
      context.evaluatedProperties?.add(name);
    }
  }
  return isValid;
}

/**
 * Replaces the keywords of the validator that run regular expressions: the validator's own take
 * exponential time for some patterns.
 */
export function useLinearPatterns(): void {
  addKeyword(pattern);
  addKeyword(patternProperties);
  addKeyword(additionalProperties);
}
