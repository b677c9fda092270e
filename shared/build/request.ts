import * as z from 'zod/mini';
import { utf8Length } from '../json.ts';
import { parseWith } from '../parse.ts';
import { withEmptyMaps, withoutNulls } from './absent-fields.ts';
import { prioritySchema } from './build.ts';
import { CORRELATION_ID_PATTERN, metadataSchema } from './metadata.ts';
import { inputsSchema, isUrl, outputsSchema } from './request-files.ts';
import { senderFields } from './sender.ts';

/** As JSON in UTF-8. */
export const MAX_ARGUMENT_BYTES = 100 * 1024;

/** The names that templates can have. */
export const TEMPLATE_PATTERN = /^[0-9A-Za-z][0-9A-Za-z._-]{0,99}$/;

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
  inputs: z.optional(inputsSchema),
  outputs: z.optional(outputsSchema),
  metadata: z.optional(metadataSchema),
  priority: z.optional(prioritySchema),
  debug: z.optional(z.boolean()),
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

const queuedBuildRequestSchema = z.strictObject({ ...fields, ...senderFields }).check(oneSource);

export type BuildRequest = z.infer<typeof buildRequestSchema>;
export type QueuedBuildRequest = z.infer<typeof queuedBuildRequestSchema>;

/** The names of all fields of a request that comes over HTTP. */
export const BUILD_REQUEST_FIELDS = Object.keys(fields);

const MAPS = ['inputs', 'outputs', 'metadata'];
const NULLABLE = [...BUILD_REQUEST_FIELDS, ...Object.keys(senderFields)].filter(
  (name) => name !== 'argument', // null is a value of it
);

/** @throws {GatewayError} REQUEST_INVALID with a pointer and a rule for each wrong field */
export function parseBuildRequest(input: unknown): BuildRequest {
  return parseWith(buildRequestSchema, withAbsentFields(input));
}

/** @throws {GatewayError} REQUEST_INVALID with a pointer and a rule for each wrong field */
export function parseQueuedBuildRequest(input: unknown): QueuedBuildRequest {
  return parseWith(queuedBuildRequestSchema, withAbsentFields(input));
}

function withAbsentFields(input: unknown): unknown {
  return withEmptyMaps(withoutNulls(input, NULLABLE), MAPS);
}

/** Scopes that a request needs besides `builds:write`, each with what needs it. */
export function neededScopes(request: BuildRequest) {
  const isTemplate = request.template !== undefined;
  const hasUrls = Object.values(request.inputs ?? {}).some(isUrl);
  const run = { scope: 'scripts:run', what: 'A script, a url or an input from a URL' } as const;
  const debug = { scope: 'templates:debug', what: 'The field debug with a template' } as const;
  return [
    ...(isTemplate && !hasUrls ? [] : [run]),
    ...(isTemplate && request.debug ? [debug] : []),
  ];
}
