import { parseJson } from '../../json.ts';
import type { TemplateSchema } from '../../schema/check-argument.ts';
import { invalidTemplate } from '../../schema/invalid-template.ts';
import { decodeUtf8 } from '../../utf8.ts';
import { type Bucket, type ReadObject, readObject } from './bucket.ts';
import { keys } from './keys.ts';

/** Enough for hundreds of properties, and few enough to compile within a second. */
const MAX_SCHEMA_BYTES = 64 * 1024;
/** More than an argument may have, because white space counts here. */
const MAX_SAMPLE_BYTES = 256 * 1024;

/**
 * Reads the script of a template: `.docbuilder`, or else `.js`; undefined if there is none.
 *
 * @param checkSize gets the size in bytes before the script is read; when it throws, nothing is read
 */
export async function readTemplateScript(
  bucket: Bucket,
  template: string,
  checkSize: (bytes: number) => void,
): Promise<ReadObject | undefined> {
  const read = (suffix: 'docbuilder' | 'js') =>
    readObject(bucket, { key: keys.template(template, suffix) }, checkSize);
  return (await read('docbuilder')) ?? read('js');
}

/**
 * Reads what the argument of a template must be; undefined if the template has no schema.
 *
 * @throws {GatewayError} TEMPLATE_INVALID when the file is larger than 64 KiB or is no JSON
 */
export async function readTemplateSchema(
  bucket: Bucket,
  template: string,
): Promise<TemplateSchema | undefined> {
  const found = await readJsonOf(bucket, template, 'schema', MAX_SCHEMA_BYTES);
  return found && { template, version: found.version, schema: found.json };
}

/**
 * Reads the sample argument of a template; undefined if it has none.
 *
 * @throws {GatewayError} TEMPLATE_INVALID when the file is larger than 256 KiB or is no JSON
 */
export async function readTemplateSample(bucket: Bucket, template: string): Promise<unknown> {
  return (await readJsonOf(bucket, template, 'sample', MAX_SAMPLE_BYTES))?.json;
}

async function readJsonOf(
  bucket: Bucket,
  template: string,
  file: 'schema' | 'sample',
  maxBytes: number,
): Promise<{ json: unknown; version: string } | undefined> {
  const refuse = (fault: string) => invalidTemplate(template, file, fault);
  const key = keys.template(template, `${file}.json`);
  const object = await readObject(bucket, { key }, (bytes) => {
    if (bytes > maxBytes) throw refuse(`it has ${bytes} bytes; the limit is ${maxBytes}`);
  });
  if (!object) return undefined;
  const text = decodeUtf8(object.bytes);
  if (text === undefined) throw refuse('it is not UTF-8');
  const json = parseJson(text.replace(/^\uFEFF/, ''), refuse);
  return { json, version: object.versionId ?? object.etag ?? text };
}
