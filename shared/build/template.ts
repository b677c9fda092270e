import * as z from 'zod/mini';

const time = z.iso.datetime({ precision: 3 });

export const listedTemplateSchema = z.object({ name: z.string(), updatedAt: time });

/** A page of templates. */
export const templateListSchema = z.object({
  items: z.array(listedTemplateSchema),
  cursor: z.nullable(z.string()),
});

/** A file that a script reads as `input://<name>`, and the line that names it first. */
export const scriptInputSchema = z.object({ name: z.string(), line: z.int() });
/**
 * A file that a script saves. `name` and `format` are null where the script computes them; `WriteData` has no
 * format.
 */
export const scriptOutputSchema = z.object({
  name: z.nullable(z.string()),
  format: z.nullable(z.string()),
  line: z.int(),
});

/** A template as callers see it. Its script is not shown. */
export const templateSchema = z.object({
  name: z.string(),
  version: z.string(),
  title: z.nullable(z.string()),
  description: z.nullable(z.string()),
  updatedAt: time,
  schema: z.unknown(),
  sample: z.unknown(),
  inputs: z.array(scriptInputSchema),
  outputs: z.array(scriptOutputSchema),
});

export type ScriptInput = z.infer<typeof scriptInputSchema>;
export type ScriptOutput = z.infer<typeof scriptOutputSchema>;
export type TemplateView = z.infer<typeof templateSchema>;
export type TemplateList = z.infer<typeof templateListSchema>;
