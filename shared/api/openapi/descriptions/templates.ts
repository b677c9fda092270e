import type { TemplateView } from '../../../build/template.ts';

/** Texts of the schemas of templates, by property. */
export const TEMPLATE_TEXTS: Record<string, Record<string, string>> = {
  Template: {
    '': 'A script of the operator, with what its callers need to know.',
    name: 'The name of the template.',
    version: 'The version of its script, which builds repeat.',
    title: 'The title of its schema; null if there is none.',
    description: 'The description of its schema; null if there is none.',
    updatedAt: 'When its script was last replaced.',
    schema: 'What the argument must be, as JSON Schema 2020-12; null if any argument is accepted.',
    sample: 'An argument that matches the schema; null if there is none.',
    inputs: 'The files that the script reads as input://{name}.',
    outputs: 'The files that the script saves.',
  },
  ListedTemplate: {
    '': 'A template in a list.',
    name: 'The name of the template.',
    updatedAt: 'When its script was last replaced.',
  },
  TemplateList: {
    '': 'A page of templates, in the order of the keys of their scripts.',
    items: 'The templates of the page.',
    cursor: 'Sent back as the parameter cursor, it gives the next page; null on the last page.',
  },
  ScriptInput: {
    '': 'A file that a script reads.',
    name: 'The name that inputs gives it.',
    line: 'The first line of the script that names it, from 1.',
  },
  ScriptOutput: {
    '': 'A file that a script saves.',
    name: 'The name of the file; null where the script computes it.',
    format: 'The format that the script saves it in; null where the script computes it.',
    line: 'The line of the script that saves it, from 1.',
  },
};

/** The example template of `openapi.json`. */
export const templateExample: TemplateView = {
  name: 'invoice',
  version: '3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH',
  title: 'Invoice',
  description: 'An invoice with a letterhead, as docx and pdf.',
  updatedAt: '2026-11-20T09:30:00.000Z',
  schema: {
    title: 'Invoice',
    description: 'An invoice with a letterhead, as docx and pdf.',
    type: 'object',
    required: ['number'],
    properties: { number: { type: 'string', minLength: 1 } },
  },
  sample: { number: '2026-0042' },
  inputs: [{ name: 'letterhead.png', line: 81 }],
  outputs: [
    { name: 'invoice.docx', format: 'docx', line: 179 },
    { name: 'invoice.pdf', format: 'pdf', line: 180 },
  ],
};
