import * as z from 'zod/mini';
import { ID_PATTERN } from '../ids.ts';
import { canonicalJson, utf8Length } from '../json.ts';
import { parseWith } from '../parse.ts';
import { MAX_FILES } from './build.ts';
import { CORRELATION_ID_PATTERN, metadataSchema } from './metadata.ts';
import { senderFields } from './sender.ts';

export const MAX_ARGUMENT_BYTES = 100 * 1024;
export const MAX_NAME_BYTES = 255;
export const MAX_KEY_BYTES = 1024;

export const TEMPLATE_PATTERN = /^[0-9A-Za-z][0-9A-Za-z._-]{0,99}$/;

const fits = (bytes: number) =>
  z.refine<string>((text) => utf8Length(text) <= bytes, `must be at most ${bytes} bytes of UTF-8`);

const nameOf = (pattern: RegExp, rule: string) =>
  z.string().check(
    z.regex(pattern, `must be a file name without ${rule}`),
    z.refine((name) => name !== '.' && name !== '..', 'must not be a dot name'),
    z.refine(
      (name) => utf8Length(name) <= MAX_NAME_BYTES,
      `must have a name of at most ${MAX_NAME_BYTES} bytes of UTF-8`,
    ),
  );
const fileName = nameOf(/^[^\\/\p{Cc}]+$/u, 'slashes and control characters');
/** It stands between quotes in a script. */
const inputName = nameOf(/^[^"'`\\/\p{Cc}]+$/u, 'quotes, slashes and control characters');

const objectKey = z.string().check(
  z.minLength(1, { error: 'must not be empty', abort: true }),
  z.regex(/^[^\\\p{Cc}]*$/u, 'must not hold backslashes or control characters'),
  z.refine(
    (key) =>
      key
        .replace(/\/$/, '')
        .split('/')
        .every((part) => !['', '.', '..'].includes(part)),
    'must be a relative key without empty, "." or ".." segments',
  ),
  fits(MAX_KEY_BYTES),
);

const outputKey = objectKey.check(
  z.refine(
    (key) => !ID_PATTERN.test((key.split('/')[0] ?? '').toUpperCase()),
    'must not begin with a segment that looks like a build id',
  ),
);

const outputs = z.record(z.string(), outputKey).check(
  z.refine((map) => Object.keys(map).length <= MAX_FILES, `must name at most ${MAX_FILES} files`),
  z.refine(
    (map) => new Set(Object.values(map)).size === Object.keys(map).length,
    'must give each file a key of its own',
  ),
  z.superRefine((map, context) => {
    for (const [name, key] of Object.entries(map)) {
      const problem = outputProblem(name, key);
      if (problem) context.addIssue({ code: 'custom', path: [name], message: problem });
    }
  }),
);

const inputSource = z
  .string()
  .check(
    z.refine(
      (source) => isUrl(source) || z.safeParse(objectKey, source).success,
      'must be a key below inputs/<tenant>/ or an https URL',
    ),
  );

const inputs = z
  .record(inputName, inputSource)
  .check(
    z.refine((map) => Object.keys(map).length <= MAX_FILES, `must name at most ${MAX_FILES} files`),
  );

const fields = {
  script: z.optional(z.string()),
  url: z.optional(z.string().check(z.maxLength(2048))),
  template: z.optional(
    z
      .string()
      .check(
        z.regex(TEMPLATE_PATTERN, 'must be a template name: letters, digits, ".", "_" and "-"'),
      ),
  ),
  argument: z.optional(
    z
      .unknown()
      .check(
        z.refine(
          (value) => value === undefined || utf8Length(JSON.stringify(value)) <= MAX_ARGUMENT_BYTES,
          `must be at most ${MAX_ARGUMENT_BYTES} bytes of JSON in UTF-8`,
        ),
      ),
  ),
  inputs: z.optional(inputs),
  outputs: z.optional(outputs),
  metadata: z.optional(metadataSchema),
  correlationId: z.optional(
    z.string().check(z.regex(CORRELATION_ID_PATTERN, 'must be 1 to 128 printable characters')),
  ),
};

type Sources = { script?: unknown; url?: unknown; template?: unknown };

const oneSource = z.refine<Sources>(
  ({ script, url, template }) =>
    [script, url, template].filter((source) => source !== undefined).length === 1,
  'must have exactly one of script, url and template',
);

export const buildRequestSchema = z.strictObject(fields).check(oneSource);

export const queuedBuildRequestSchema = z
  .strictObject({ ...fields, ...senderFields })
  .check(oneSource);

export type BuildRequest = z.infer<typeof buildRequestSchema>;
export type QueuedBuildRequest = z.infer<typeof queuedBuildRequestSchema>;

/** @throws {GatewayError} REQUEST_INVALID with a pointer and a rule for each wrong field */
export function parseBuildRequest(input: unknown): BuildRequest {
  return parseWith(buildRequestSchema, input);
}

/** @throws {GatewayError} REQUEST_INVALID with a pointer and a rule for each wrong field */
export function parseQueuedBuildRequest(input: unknown): QueuedBuildRequest {
  return parseWith(queuedBuildRequestSchema, input);
}

/** Whether the caller brings a script of its own, or has us fetch something, instead of using a template. */
export function bringsScript(request: BuildRequest): boolean {
  return request.template === undefined || Object.values(request.inputs ?? {}).some(isUrl);
}

export function isUrl(input: string): boolean {
  return /^https?:\/\//i.test(input);
}

/** Whether a name can stand behind a folder in the key of an object, and leads out of none. */
export function isObjectName(name: string): boolean {
  return z.safeParse(objectKey, name).success && !name.endsWith('/');
}

/** What makes two requests the same: their JSON, whatever the order of names. */
export function fingerprintOf(request: BuildRequest): string {
  return canonicalJson(request);
}

function outputProblem(name: string, key: string): string | null {
  if (name === '*') return key.endsWith('/') ? null : 'must end in "/", for "*" names a folder';
  const wrong = z.safeParse(fileName, name).error?.issues[0]?.message;
  if (wrong) return wrong;
  return key.endsWith('/') ? 'must not end in "/", for it names one file' : null;
}
