import { CORRELATION_ID_PATTERN } from '../../build/metadata.ts';
import { STATUS_NUMBERS } from '../../docs/callback-status.ts';
import { commandExamples, requestExamples } from './examples.ts';
import type { HeaderName, Operation } from './operation.ts';
import { type JsonSchema, portable, schemaRef } from './schemas.ts';

export const text = { type: 'string' };
const seconds = { type: 'integer', minimum: 0 };

/** The request headers of operations. */
export const REQUEST_HEADERS: Record<string, { description: string; schema: JsonSchema }> = {
  'idempotency-key': {
    description: 'A repeated request with the same key and the same body returns the same build.',
    schema: { type: 'string', pattern: '^[ -~]{1,128}$' },
  },
  prefer: {
    description:
      'RFC 7240: with wait=N, the answer waits for the end of the build, for at most 25 seconds.',
    schema: { ...text, examples: ['wait=20'] },
  },
  'x-correlation-id': {
    description: 'The sender’s own name for the build. A correlationId in the body overrides it.',
    schema: { ...text, pattern: portable(CORRELATION_ID_PATTERN.source) },
  },
  'docs-gateway-tenant': {
    description: 'The tenant that the caller acts for. Needs the scope tenants:act.',
    schema: text,
  },
};

/** The headers of answers. */
export const HEADERS: Record<
  HeaderName | 'x-request-id',
  { description: string; schema: JsonSchema }
> = {
  'x-request-id': { description: 'The id of the request. Log lines contain it.', schema: text },
  location: { description: 'An absolute URL.', schema: { ...text, format: 'uri' } },
  'retry-after': { description: 'Seconds to wait before the next request.', schema: seconds },
  'idempotent-replayed': {
    description: 'true when an earlier request with the same key made the build.',
    schema: { const: 'true' },
  },
  'preference-applied': { description: 'The preference that was applied.', schema: text },
};

/** The fields of a callback that are always there. Only the claims of the token are used. */
const callback = {
  type: 'object',
  properties: { key: text, status: { enum: Object.values(STATUS_NUMBERS) }, token: text },
};
const buildRequest = { $ref: schemaRef('BuildRequest') };
/** The request bodies of operations. */
export const BODIES: Record<NonNullable<Operation['takes']>, JsonSchema> = {
  BuildRequest: {
    required: true,
    description: 'In a form, the part script is the file itself and every other part is JSON.',
    content: {
      'application/json': { schema: buildRequest, examples: requestExamples },
      'multipart/form-data': { schema: buildRequest },
    },
  },
  Command: {
    required: true,
    description: 'A command as Docs’ command service takes it.',
    content: {
      'application/json': { schema: { $ref: schemaRef('Command') }, examples: commandExamples },
    },
  },
  Callback: {
    required: true,
    description:
      'A callback as Docs sends it. Only the claims of its token are used; Docs sends the token in the body or in a header.',
    content: { 'application/json': { schema: callback } },
  },
};
