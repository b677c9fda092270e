import type { ErrorCode } from './errors.ts';

/** The HTTP statuses of this API. No other file holds one as a number. */
export const STATUS = {
  ok: 200,
  accepted: 202,
  noContent: 204,
  found: 302,
  notModified: 304,
  unauthorized: 401,
  unavailable: 503,
} as const;

/** The status of the problem with each code. */
export const ERROR_STATUS: Record<ErrorCode, number> = {
  MALFORMED: 400,
  REQUEST_INVALID: 422,
  UNSUPPORTED_MEDIA_TYPE: 415,
  TOO_LARGE: 413,
  FORBIDDEN: 403,
  TENANT_MISSING: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  GONE: 410,
  IDEMPOTENCY_MISMATCH: 422,
  TOO_MANY_REQUESTS: 429,
  ARGUMENT_INVALID: 422,
  TEMPLATE_NOT_FOUND: 422,
  INPUT_NOT_FOUND: 422,
  SCRIPT_INVALID: 422,
  SCRIPT_TOO_LARGE: 413,
  SOURCE_REFUSED: 422,
  TEMPLATE_INVALID: 500,
  SOURCE_DOWNLOAD: 502,
  SCRIPT_FAILED: 422,
  BUILD_EMPTY: 422,
  OUTPUT_MISSING: 422,
  BUILD_TIMEOUT: 504,
  RESULT_EXPIRED: 502,
  RESULT_TOO_LARGE: 422,
  STORAGE_FAILED: 503,
  DOCS_UNAVAILABLE: 503,
  DOCS_OVERLOADED: 503,
  DOCS_AUTH: 502,
  DOCS_INTERNAL: 502,
  DOCS_PROTOCOL: 502,
  DOCS_TIMEOUT: 504,
  UNKNOWN_OUTCOME: 500,
  INTERNAL: 500,
  DOCUMENT_NOT_FOUND: 404,
  CALLBACK_URL_INVALID: 422,
  COMMAND_INVALID: 422,
};

/** Whether a status reports an error of the server. */
export function isServerError(status: number): boolean {
  return status >= 500;
}

/** Whether answers with this status carry `Retry-After`. */
export function hasRetryAfter(status: number): boolean {
  return status === 429 || status === 503;
}
