import * as z from 'zod/mini';
import { ERRORS, type ErrorCode, GatewayError } from './errors.ts';
import { ERROR_STATUS, hasRetryAfter } from './http-statuses.ts';

/** The title of the problem with each code. */
export const TITLES: Record<ErrorCode, string> = {
  MALFORMED: 'Malformed request',
  REQUEST_INVALID: 'Invalid request',
  UNSUPPORTED_MEDIA_TYPE: 'Unsupported media type',
  TOO_LARGE: 'Request too large',
  FORBIDDEN: 'Forbidden',
  TENANT_MISSING: 'No tenant in the token',
  NOT_FOUND: 'Not found',
  METHOD_NOT_ALLOWED: 'Method not allowed',
  CONFLICT: 'Conflict with the current state',
  GONE: 'No longer available',
  IDEMPOTENCY_MISMATCH: 'Idempotency key used with another request',
  TOO_MANY_REQUESTS: 'Too many requests',
  ARGUMENT_INVALID: 'Invalid argument',
  TEMPLATE_NOT_FOUND: 'Template not found',
  INPUT_NOT_FOUND: 'Input not found',
  SCRIPT_INVALID: 'Invalid script',
  SCRIPT_TOO_LARGE: 'Script too large',
  SOURCE_REFUSED: 'URL not allowed',
  TEMPLATE_INVALID: 'Invalid template',
  SOURCE_DOWNLOAD: 'Download failed',
  SCRIPT_FAILED: 'Script failed',
  BUILD_EMPTY: 'The script saved no file',
  OUTPUT_MISSING: 'The script did not save a requested output',
  BUILD_TIMEOUT: 'Build timed out',
  RESULT_EXPIRED: 'The result is no longer in Docs',
  RESULT_TOO_LARGE: 'Result too large',
  STORAGE_FAILED: 'Storage failed',
  DOCS_UNAVAILABLE: 'Docs unavailable',
  DOCS_OVERLOADED: 'Docs overloaded',
  DOCS_AUTH: 'Docs refused the token of this gateway',
  DOCS_INTERNAL: 'Docs failed',
  DOCS_PROTOCOL: 'Unexpected answer from Docs',
  DOCS_TIMEOUT: 'Docs timed out',
  UNKNOWN_OUTCOME: 'Outcome unknown',
  INTERNAL: 'Internal error',
  DOCUMENT_NOT_FOUND: 'Document not found',
  CALLBACK_URL_INVALID: 'Invalid callback URL',
  COMMAND_INVALID: 'Invalid command',
};

/** `Retry-After` when the cause of the error does not say how long to wait, in seconds. */
const RETRY_AFTER_SECONDS = 5;

/** A wrong value of a request: its place, which is one of three, and the rule that it breaks. */
export const fieldErrorSchema = z.object({
  pointer: z.optional(z.string()),
  parameter: z.optional(z.string()),
  header: z.optional(z.string()),
  detail: z.string(),
});

/** A problem of RFC 9457 with this API's own members; `instance` is the request id. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
  retryable: z.boolean(),
  docsError: z.optional(z.int()),
  errors: z.optional(z.array(fieldErrorSchema)),
});
export type Problem = z.infer<typeof problemSchema>;

/** The `type` of a problem: a URN that is made from the code and never changes. */
export function problemType(code: ErrorCode): string {
  return `urn:problem-type:docs-gateway:${code.toLowerCase().replaceAll('_', '-')}`;
}

/**
 * The problem for an error. Its `detail` is the message of a GatewayError. The message of INTERNAL and of
 * every other error is not shown, because it may quote a secret.
 */
export function problemOf(error: unknown, requestId: string): Problem {
  const known = error instanceof GatewayError && error.code !== 'INTERNAL' ? error : undefined;
  const code = known?.code ?? 'INTERNAL';
  return {
    type: problemType(code),
    title: TITLES[code],
    status: ERROR_STATUS[code],
    detail: known?.message ?? 'An internal error occurred. It is logged under this request id.',
    instance: requestId,
    code,
    retryable: ERRORS[code].retryable,
    ...(known?.details.docsError === undefined ? {} : { docsError: known.details.docsError }),
    ...(known?.details.errors ? { errors: known.details.errors } : {}),
  };
}

/** The value of `Retry-After` in seconds; `undefined` for errors that waiting does not resolve. */
export function retryAfterOf(error: unknown): number | undefined {
  const { code, details } =
    error instanceof GatewayError ? error : new GatewayError('INTERNAL', 'unknown');
  if (details.retryAfterSeconds !== undefined) return details.retryAfterSeconds;
  return hasRetryAfter(ERROR_STATUS[code]) ? RETRY_AFTER_SECONDS : undefined;
}
