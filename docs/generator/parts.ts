import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { DESCRIPTIONS } from '../../infra/config/descriptions.ts';
import { configSchema } from '../../infra/config/schema.ts';
import { DETAIL_TYPES, eventJsonSchema } from '../../shared/events/schemas.ts';
import { costTable } from './cost-model.ts';

/** The pages with a generated part, and the function that makes it. */
export const PAGES: Record<string, () => string> = {
  'configuration.md': settingsTable,
  'cost.md': costTable,
  'events.md': eventCatalogue,
};

type Json = {
  type: 'array' | 'boolean' | 'integer' | 'object' | 'string';
  enum?: unknown[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Json>;
  required?: string[];
};
type Found = Json & { isRequired: boolean; inOptional: boolean };
type Example = { 'detail-type': string; detail: object };

/** Events as they were published by the local stack. */
export function eventExamples(): Example[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'event-examples.json'), 'utf8'));
}

/**
 * Replaces what a page has between its markers.
 *
 * @throws {Error} when the page has no markers
 */
export function withGenerated(page: string, text: string): string {
  const markers = /(<!-- generated: npm run docs -->\n)[\s\S]*(\n<!-- end of generated -->)/;
  const make = PAGES[page];
  if (!make || !markers.test(text)) throw new Error(`${page} has no generated part`);
  return text.replace(markers, (_, start, end) => `${start}\n${make()}\n${end}`);
}

function settingsTable(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input' }) as unknown as Json;
  const rows = Object.entries(DESCRIPTIONS).map(([path, description]) => {
    const setting = find(schema, path.split('.'));
    const cells = [`\`${path}\``, valuesOf(setting), defaultOf(setting), description];
    return `| ${cells.join(' | ')} |`;
  });
  const head = ['| setting | values | default | description |', '| --- | --- | --- | --- |'];
  return [...head, ...rows].join('\n');
}

/** Finds a setting by its path; `inOptional` says that one of its sections may be absent. */
function find({ properties, required = [] }: Json, [name = '', ...rest]: string[]): Found {
  const setting = properties?.[name];
  if (!setting) throw new Error(`the configuration has no setting ${name}`);
  const isRequired = required.includes(name);
  if (rest.length === 0) return { ...setting, isRequired, inOptional: false };
  const found = find(setting, rest);
  return { ...found, inOptional: found.inOptional || !isRequired };
}

function defaultOf({ default: value, isRequired, inOptional }: Found): string {
  if (value !== undefined) return code(value);
  if (!isRequired) return '';
  return inOptional ? '**required** in its section' : '**required**';
}

/** The values that a setting takes, in a few words. */
function valuesOf({ enum: values, type, minimum, maximum }: Json): string {
  if (values) return values.map((value) => code(value)).join(' ');
  if (type === 'integer') return `${minimum}–${maximum}`;
  return { array: 'list', boolean: '`true` `false`', object: 'object', string: 'text' }[type];
}

const code = (value: unknown) => `\`${JSON.stringify(value)}\``;

function eventCatalogue(): string {
  const examples = eventExamples();
  return DETAIL_TYPES.map((type) => {
    const example = examples.find((event) => event['detail-type'] === type);
    return [
      `### ${type}\n`,
      fence(example?.detail),
      '<details><summary>JSON Schema of <code>detail</code></summary>\n',
      fence(eventJsonSchema(type)),
      '</details>\n',
    ].join('\n');
  }).join('\n');
}

function fence(value: unknown): string {
  return `\`\`\`json\n${printed(value)}\n\`\`\`\n`;
}

/** JSON that puts a value on one line if the line has at most about 100 columns. */
function printed(value: unknown, indent = ''): string {
  const line = printedLine(value);
  if (typeof value !== 'object' || value === null || indent.length + line.length <= 96) return line;
  const deeper = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item) => printed(item, deeper))
    : Object.entries(value).map(([name, inner]) => `"${name}": ${printed(inner, deeper)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.map((text) => deeper + text).join(',\n')}\n${indent}${close}`;
}

function printedLine(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(printedLine).join(', ')}]`;
  const fields = Object.entries(value).map(([name, inner]) => `"${name}": ${printedLine(inner)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
