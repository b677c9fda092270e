import * as z from 'zod/mini';
import { ERRORS, type ErrorCode, GatewayError } from './errors.ts';

type Answer = { status: number; title: string };

/** The only place that knows the HTTP status of an error. */
export const PROBLEMS: Record<ErrorCode, Answer> = {
  MALFORMED: { status: 400, title: 'The request cannot be read' },
  REQUEST_INVALID: { status: 422, title: 'The request is not valid' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The type of the body is not supported' },
  TOO_LARGE: { status: 413, title: 'The request is too large' },
  FORBIDDEN: { status: 403, title: 'The token does not allow this' },
  TENANT_MISSING: { status: 403, title: 'The token names no tenant' },
  NOT_FOUND: { status: 404, title: 'There is no such thing' },
  CONFLICT: { status: 409, title: 'Its state does not allow this' },
  GONE: { status: 410, title: 'It is gone' },
  IDEMPOTENCY_MISMATCH: { status: 422, title: 'The idempotency key belongs to another request' },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests' },
  TEMPLATE_NOT_FOUND: { status: 422, title: 'There is no such template' },
  INPUT_NOT_FOUND: { status: 422, title: 'An input leads nowhere' },
  SCRIPT_INVALID: { status: 422, title: 'The script cannot be run' },
  SCRIPT_TOO_LARGE: { status: 413, title: 'The script is too large' },
  SOURCE_REFUSED: { status: 422, title: 'The address is refused' },
  SOURCE_DOWNLOAD: { status: 502, title: 'The script could not be downloaded' },
  SCRIPT_FAILED: { status: 422, title: 'The script failed' },
  BUILD_EMPTY: { status: 422, title: 'The script saved no file' },
  OUTPUT_MISSING: { status: 422, title: 'The script did not save a file that was asked for' },
  BUILD_TIMEOUT: { status: 504, title: 'The build took too long' },
  RESULT_EXPIRED: { status: 502, title: 'Docs no longer has the result' },
  RESULT_TOO_LARGE: { status: 422, title: 'A result is too large' },
  STORAGE_FAILED: { status: 503, title: 'The storage failed' },
  DOCS_UNAVAILABLE: { status: 503, title: 'Docs cannot be reached' },
  DOCS_OVERLOADED: { status: 503, title: 'Docs is overloaded' },
  DOCS_AUTH: { status: 502, title: 'Docs refused our secret' },
  DOCS_INTERNAL: { status: 502, title: 'Docs failed' },
  DOCS_PROTOCOL: { status: 502, title: 'Docs gave an answer that we do not understand' },
  DOCS_TIMEOUT: { status: 504, title: 'Docs did not answer in time' },
  UNKNOWN_OUTCOME: { status: 500, title: 'Nobody knows how it ended' },
  INTERNAL: { status: 500, title: 'Something of ours failed' },
  DOCUMENT_NOT_FOUND: { status: 404, title: 'There is no such document' },
  CALLBACK_URL_INVALID: { status: 422, title: 'The callback URL is not valid' },
  COMMAND_INVALID: { status: 422, title: 'The command is not valid' },
};

/** How long to wait before asking again when nobody said, in seconds. */
const RETRY_AFTER_SECONDS = 5;

/** RFC 9457, with what we add to it; `instance` is the request id. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
  retryable: z.boolean(),
  docsError: z.optional(z.int()),
  errors: z.optional(z.array(z.object({ pointer: z.string(), detail: z.string() }))),
});
export type Problem = z.infer<typeof problemSchema>;

/** The name of a kind of problem; it never changes. */
export function problemType(code: ErrorCode): string {
  return `urn:problem-type:docs-gateway:${code.toLowerCase().replaceAll('_', '-')}`;
}

/** What a caller may know of a thrown value: all of our own errors, nothing of any other. */
export function problemOf(error: unknown, requestId: string): Problem {
  const known = error instanceof GatewayError && error.code !== 'INTERNAL' ? error : undefined;
  const code = known?.code ?? 'INTERNAL';
  const { status, title } = PROBLEMS[code];
  return {
    type: problemType(code),
    title,
    status,
    detail: known?.message ?? 'An error of ours kept this from being done; it is logged.',
    instance: requestId,
    code,
    retryable: ERRORS[code].retryable,
    ...(known?.details.docsError === undefined ? {} : { docsError: known.details.docsError }),
    ...(known?.details.errors ? { errors: known.details.errors } : {}),
  };
}

/** `Retry-After`, in seconds, for what may work later; `undefined` where waiting does not help. */
export function retryAfterOf(error: unknown): number | undefined {
  const { code, details } =
    error instanceof GatewayError ? error : new GatewayError('INTERNAL', 'unknown');
  if (details.retryAfterSeconds !== undefined) return details.retryAfterSeconds;
  return [429, 503].includes(PROBLEMS[code].status) ? RETRY_AFTER_SECONDS : undefined;
}
