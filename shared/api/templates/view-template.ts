import { TEMPLATE_PATTERN } from '../../build/request.ts';
import { MAX_TEMPLATE_BYTES, readScript, requireSize } from '../../build/script.ts';
import { scriptFiles } from '../../build/script-files.ts';
import type { TemplateView } from '../../build/template.ts';
import { GatewayError } from '../../errors.ts';
import { addLogFields } from '../../log.ts';
import type { Bucket } from '../../storage/objects/bucket.ts';
import {
  readTemplateSample,
  readTemplateSchema,
  readTemplateScript,
} from '../../storage/objects/templates.ts';

/**
 * A template with what its caller needs to know. `sample` and `schema` are null if the template has none.
 *
 * @throws {GatewayError} NOT_FOUND; TEMPLATE_INVALID when its schema or its sample cannot be read;
 *   SCRIPT_INVALID or SCRIPT_TOO_LARGE when its script cannot be built
 */
export async function viewTemplate(bucket: Bucket, name: string): Promise<TemplateView> {
  if (!TEMPLATE_PATTERN.test(name)) throw templateNotFound();
  addLogFields({ template: name });
  const [script, schema, sample = null] = await Promise.all([
    readTemplateScript(bucket, name, (bytes) => requireSize(bytes, MAX_TEMPLATE_BYTES)),
    readTemplateSchema(bucket, name),
    readTemplateSample(bucket, name),
  ]);
  if (!script) throw templateNotFound();
  const text = readScript(script.bytes, MAX_TEMPLATE_BYTES);
  return {
    name,
    version: script.versionId ?? 'null',
    title: textIn(schema?.schema, 'title'),
    description: textIn(schema?.schema, 'description'),
    updatedAt: (script.lastModified ?? new Date(0)).toISOString(),
    schema: schema?.schema ?? null,
    sample,
    ...scriptFiles(text),
  };
}

function textIn(schema: unknown, name: 'title' | 'description'): string | null {
  if (typeof schema !== 'object' || schema === null) return null;
  const value = (schema as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : null;
}

function templateNotFound(): GatewayError {
  return new GatewayError('NOT_FOUND', 'There is no template with this name.');
}
