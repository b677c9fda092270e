import type { ScriptCheck, Template } from '../types.ts';
import { type FakeRequest, json, problem } from './answers.ts';

export type FakeTemplates = Record<string, Partial<Omit<Template, 'name'>>>;
export type FakeChecks = (script: string) => Partial<ScriptCheck>;

/** The route of checks. By default a check finds nothing. */
export function fakeCheck({ body }: FakeRequest, found: FakeChecks = () => ({})): Response {
  const { script } = body as { script: string };
  return json({ error: null, warnings: [], inputs: [], outputs: [], ...found(script) });
}

/** The routes of templates: all names on one page, or one template. */
export function fakeTemplates({ path: [name] }: FakeRequest, all: FakeTemplates = {}): Response {
  const templates = Object.entries(all).map(([key, given]) => templateOf(key, given));
  if (name === undefined) {
    const items = templates.map((each) => ({ name: each.name, updatedAt: each.updatedAt }));
    return json({ items, cursor: null });
  }
  const template = templates.find((each) => each.name === name);
  return template ? json(template) : problem(404, 'NOT_FOUND');
}

function templateOf(name: string, given: FakeTemplates[string]): Template {
  const texts = { version: 'a-version', title: null, description: null };
  const updatedAt = new Date(0).toISOString();
  return {
    name,
    ...texts,
    updatedAt,
    schema: null,
    sample: null,
    inputs: [],
    outputs: [],
    ...given,
  };
}
