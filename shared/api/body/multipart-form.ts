import type { BusboyFileStream } from '@fastify/busboy';
import { BUILD_REQUEST_FIELDS } from '../../build/request.ts';
import { GatewayError } from '../../errors.ts';
import { parseJson } from '../../json.ts';
import { pointerTo } from '../../json-pointer.ts';
import { decodeUtf8 } from '../../utf8.ts';
import type { BodyKind } from './body.ts';
import { hasBrokenDelimiter, withCrLf } from './form-lines.ts';

type Part = { name: string; bytes: Buffer; filename?: string };

/** More parts than a request has fields. */
const MAX_PARTS = 20;
/** Fields whose values are always text, so that a part without quotes is read as text. */
const TEXT_FIELDS = ['url', 'template', 'priority', 'correlationId'];
const PLAIN_ENCODINGS = ['7bit', '8bit', 'binary'];

/**
 * Reads `multipart/form-data` as the object that a JSON body would contain. The part `script` is the file
 * itself. Every other part is JSON; the parts of `TEXT_FIELDS` may also be text without quotes. An empty part
 * is absent, unless it is a file with a name. An error in one part has a pointer to that part.
 */
export const FORM_BODY: BodyKind = { mediaType: 'multipart/form-data', read: readForm };

async function readForm(body: Buffer, contentType: string): Promise<Record<string, unknown>> {
  const fields = new Map<string, unknown>();
  const parts = await readParts(contentType, body);
  refuseUnknown(parts);
  for (const { name, bytes } of parts.filter(isFilled)) {
    if (fields.has(name)) throw malformed('was sent more than once', name);
    fields.set(name, readField(name, bytes));
  }
  return Object.fromEntries(fields);
}

/** An HTML form also sends its fields that are empty, and a file field without a file. */
function isFilled({ bytes, filename = '' }: Part): boolean {
  return bytes.length > 0 || filename !== '';
}

/** @throws {GatewayError} REQUEST_INVALID, naming the unknown parts and the known ones */
function refuseUnknown(parts: Part[]): void {
  const unknown = parts
    .map(({ name }) => name)
    .filter((name) => !BUILD_REQUEST_FIELDS.includes(name));
  if (unknown.length === 0) return;
  const detail = `is not a known part; the known parts are ${BUILD_REQUEST_FIELDS.join(', ')}`;
  const errors = unknown.map((name) => ({ pointer: pointerTo([name]), detail }));
  throw new GatewayError('REQUEST_INVALID', `The form's part ${unknown[0]} ${detail}.`, { errors });
}

function readField(name: string, bytes: Buffer): unknown {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw malformed('is not UTF-8', name);
  if (name === 'script') return text;
  if (TEXT_FIELDS.includes(name) && !text.trimStart().startsWith('"')) return text;
  return parseJson(text, (reason) => malformed(`cannot be read as JSON: ${reason}`, name));
}

async function readParts(contentType: string, body: Buffer): Promise<Part[]> {
  const [, quoted, boundary = quoted] =
    /;\s*boundary=(?:"([^"]+)"|([^\s";]+))/i.exec(contentType) ?? [];
  if (boundary === undefined) throw malformed('it names no boundary');
  const form = withCrLf(body, boundary);
  if (hasBrokenDelimiter(form, boundary))
    throw malformed('a line in a part begins with its boundary');
  const parser = await parserFor(contentType);
  return new Promise((resolve, reject) => {
    const parts: Part[] = [];
    parser.on('file', (name, stream, filename, encoding) => {
      if (!name) return reject(malformed('a part has no name'));
      if (!PLAIN_ENCODINGS.includes(encoding))
        reject(malformed(`has the unsupported encoding ${encoding}`, name));
      collect(stream, (bytes) => parts.push({ name, bytes, filename }));
    });
    parser.on('partsLimit', () => reject(malformed(`it has more than ${MAX_PARTS} parts`)));
    parser.on('error', (error) => reject(malformed('its end is missing', undefined, error)));
    parser.on('finish', () => resolve(parts));
    parser.end(form);
  });
}

/** The parser throws its own errors for a content type that it does not accept. */
async function parserFor(contentType: string) {
  const { openFormParser } = await import('./form-parser.ts');
  try {
    return openFormParser({
      headers: { 'content-type': contentType },
      limits: { parts: MAX_PARTS },
      isPartAFile: () => true,
    });
  } catch (cause) {
    throw malformed('its boundary is not valid, or is too long', undefined, cause);
  }
}

function collect(stream: BusboyFileStream, done: (bytes: Buffer) => void): void {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('error', () => undefined); // The parser reports the same error, which rejects the form.
  stream.on('end', () => done(Buffer.concat(chunks)));
}

function malformed(detail: string, part?: string, cause?: unknown): GatewayError {
  const what = part === undefined ? detail : `its part ${part} ${detail}`;
  const errors = part === undefined ? undefined : [{ pointer: pointerTo([part]), detail }];
  return new GatewayError('MALFORMED', `The form cannot be read: ${what}.`, { errors, cause });
}
