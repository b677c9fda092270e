/** Where a script failed, counted from 1 as an editor does, and the message of the engine. */
export type ScriptPosition = { line: number; column: number; message: string };

/**
 * One wrong value of a request and the rule that it breaks. It has one of three places: `pointer` is an
 * RFC 6901 JSON Pointer into the body, `parameter` the name of a query parameter, `header` of a header.
 */
export type FieldError = {
  pointer?: string;
  parameter?: string;
  header?: string;
  detail: string;
};

type Meaning = {
  /** The error's name in Step Functions and logs. Spelled out, since a minifier renames classes. */
  name: string;
  /** Whether the same request, unchanged, may succeed later. */
  retryable: boolean;
};

/** Every error code. `http-status.ts` adds the HTTP statuses, `problem.ts` the titles. */
export const ERRORS = {
  // The caller must change the request.
  MALFORMED: { name: 'MalformedError', retryable: false },
  REQUEST_INVALID: { name: 'RequestInvalidError', retryable: false },
  UNSUPPORTED_MEDIA_TYPE: { name: 'UnsupportedMediaTypeError', retryable: false },
  TOO_LARGE: { name: 'TooLargeError', retryable: false },
  FORBIDDEN: { name: 'ForbiddenError', retryable: false },
  TENANT_MISSING: { name: 'TenantMissingError', retryable: false },
  NOT_FOUND: { name: 'NotFoundError', retryable: false },
  METHOD_NOT_ALLOWED: { name: 'MethodNotAllowedError', retryable: false },
  CONFLICT: { name: 'ConflictError', retryable: false },
  GONE: { name: 'GoneError', retryable: false },
  IDEMPOTENCY_MISMATCH: { name: 'IdempotencyMismatchError', retryable: false },
  TOO_MANY_REQUESTS: { name: 'TooManyRequestsError', retryable: true },
  ARGUMENT_INVALID: { name: 'ArgumentInvalidError', retryable: false },
  TEMPLATE_NOT_FOUND: { name: 'TemplateNotFoundError', retryable: false },
  INPUT_NOT_FOUND: { name: 'InputNotFoundError', retryable: false },
  SCRIPT_INVALID: { name: 'ScriptInvalidError', retryable: false },
  SCRIPT_TOO_LARGE: { name: 'ScriptTooLargeError', retryable: false },
  SOURCE_REFUSED: { name: 'SourceRefusedError', retryable: false },
  // The operator must change the template.
  TEMPLATE_INVALID: { name: 'TemplateInvalidError', retryable: false },
  // A build failed.
  SOURCE_DOWNLOAD: { name: 'SourceDownloadError', retryable: true },
  SCRIPT_FAILED: { name: 'ScriptFailedError', retryable: false },
  BUILD_EMPTY: { name: 'BuildEmptyError', retryable: false },
  OUTPUT_MISSING: { name: 'OutputMissingError', retryable: false },
  BUILD_TIMEOUT: { name: 'BuildTimeoutError', retryable: true },
  RESULT_EXPIRED: { name: 'ResultExpiredError', retryable: true },
  RESULT_TOO_LARGE: { name: 'ResultTooLargeError', retryable: false },
  STORAGE_FAILED: { name: 'StorageFailedError', retryable: true },
  DOCS_UNAVAILABLE: { name: 'DocsUnavailableError', retryable: true },
  DOCS_OVERLOADED: { name: 'DocsOverloadedError', retryable: true },
  DOCS_AUTH: { name: 'DocsAuthError', retryable: true },
  DOCS_INTERNAL: { name: 'DocsInternalError', retryable: true },
  DOCS_PROTOCOL: { name: 'DocsProtocolError', retryable: true },
  DOCS_TIMEOUT: { name: 'DocsTimeoutError', retryable: true },
  UNKNOWN_OUTCOME: { name: 'UnknownOutcomeError', retryable: true },
  INTERNAL: { name: 'InternalError', retryable: true },
  // A command failed.
  DOCUMENT_NOT_FOUND: { name: 'DocumentNotFoundError', retryable: false },
  CALLBACK_URL_INVALID: { name: 'CallbackUrlInvalidError', retryable: false },
  COMMAND_INVALID: { name: 'CommandInvalidError', retryable: false },
} as const satisfies Record<string, Meaning>;

export type ErrorCode = keyof typeof ERRORS;
export type ErrorName = (typeof ERRORS)[ErrorCode]['name'];

export type ErrorDetails = {
  /** The error number that Docs returned. */
  docsError?: number;
  at?: ScriptPosition;
  errors?: FieldError[];
  /** The methods that the path has, for METHOD_NOT_ALLOWED. */
  allow?: string[];
  /** The `Retry-After` that Docs sent, in seconds. */
  retryAfterSeconds?: number;
  cause?: unknown;
};

/**
 * An error with a code of this gateway. Callers and operators read its message, which never contains a
 * secret, a token or script text.
 */
export class GatewayError extends Error {
  override readonly name: ErrorName;
  readonly code: ErrorCode;
  readonly details: Omit<ErrorDetails, 'cause'>;

  constructor(code: ErrorCode, message: string, { cause, ...details }: ErrorDetails = {}) {
    super(message, { cause });
    this.code = code;
    this.name = ERRORS[code].name;
    this.details = details;
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }
}

/** Thrown by a workflow step for an error that may resolve before the build's deadline; Step Functions retries it. */
export class NotYetError extends Error {
  override readonly name = 'NotYetError';
}

/** Error names that Step Functions and Lambda report, with the code that a build then gets. */
export const AWS_ERRORS = {
  NotYetError: 'DOCS_UNAVAILABLE',
  'Lambda.TooManyRequestsException': 'INTERNAL',
  'Lambda.ServiceException': 'INTERNAL',
  'Lambda.ResourceNotReadyException': 'INTERNAL',
  'Lambda.ResourceConflictException': 'INTERNAL',
  'Lambda.EC2ThrottledException': 'INTERNAL',
  'Lambda.EC2UnexpectedException': 'INTERNAL',
  'Lambda.ENILimitReachedException': 'INTERNAL',
  'Lambda.ENINotReadyException': 'INTERNAL',
  'Lambda.SubnetIPAddressLimitReachedException': 'INTERNAL',
  'Lambda.AWSLambdaException': 'INTERNAL',
  'Lambda.SdkClientException': 'INTERNAL',
  'Lambda.ClientExecutionTimeoutException': 'INTERNAL',
  'Lambda.Unknown': 'INTERNAL',
  'Sandbox.Timedout': 'INTERNAL',
  'Runtime.ExitError': 'INTERNAL',
  'Runtime.OutOfMemory': 'INTERNAL',
  'States.Timeout': 'INTERNAL',
  'States.TaskFailed': 'INTERNAL',
  'States.DataLimitExceeded': 'INTERNAL',
  'States.QueryEvaluationError': 'INTERNAL',
} as const satisfies Record<string, ErrorCode>;

const CODE_BY_NAME = new Map<string, ErrorCode>([
  ...Object.entries(AWS_ERRORS),
  ...Object.entries(ERRORS).map(([code, { name }]) => [name, code as ErrorCode] as const),
]);

/** The code of an error name that Step Functions reports; INTERNAL for a name that is in no table. */
export function codeOfName(name: string): ErrorCode {
  return CODE_BY_NAME.get(name) ?? 'INTERNAL';
}

export function isGatewayError(error: unknown, ...codes: ErrorCode[]): error is GatewayError {
  return error instanceof GatewayError && (codes.length === 0 || codes.includes(error.code));
}

/** The name of any thrown value, to compare with the error names of AWS clients. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
