import type {
  BuildLog,
  BuildWarning,
  CancelledBuild,
  FailedBuild,
  FieldError,
  ScriptPosition,
} from './types.ts';

const BRAND = Symbol.for('docs-gateway.error');

type Facts = {
  code: string;
  message: string;
  status?: number | null;
  retryable: boolean;
  retryAfter?: number | null;
  requestId?: string | null;
  cause?: unknown;
};

/** What every error of the client has. */
abstract class BaseError extends Error {
  /** A stable code. The list grows: treat one that you do not know by `status` or `retryable`. */
  readonly code: string;
  /** The HTTP status; null if no answer is the cause. */
  readonly status: number | null;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** Seconds to wait before the next try; null if the gateway did not say. */
  readonly retryAfter: number | null;
  /** The id under which the gateway logged the request; null without an answer. */
  readonly requestId: string | null;
  readonly [BRAND] = true;

  constructor({ message, cause, ...facts }: Facts) {
    super(message, { cause });
    this.code = facts.code;
    this.status = facts.status ?? null;
    this.retryable = facts.retryable;
    this.retryAfter = facts.retryAfter ?? null;
    this.requestId = facts.requestId ?? null;
  }
}

/** The gateway, or API Gateway before it, answered with an error. */
export class RequestError extends BaseError {
  override readonly name = 'RequestError';
  /** The wrong values of the request, with their places. */
  readonly errors: FieldError[];
  /** The number that Docs reported; null if the error is not from Docs. */
  readonly docsError: number | null;

  constructor(facts: Facts & { errors?: FieldError[]; docsError?: number | null }) {
    super(facts);
    this.errors = facts.errors ?? [];
    this.docsError = facts.docsError ?? null;
  }
}

/**
 * No answer arrived: code `CONNECTION_FAILED` or `TIMEOUT`. In a web page, `CONNECTION_FAILED` may also be
 * an answer without CORS headers, such as API Gateway's 401.
 */
export class ConnectionError extends BaseError {
  override readonly name = 'ConnectionError';
}

/** A file arrived damaged (`CHECKSUM_MISMATCH`), or its link does not work (`DOWNLOAD_FAILED`). */
export class FileError extends BaseError {
  override readonly name = 'FileError';
}

/** What was given to `parseEvent` is no event of the gateway: code `EVENT_INVALID`. */
export class EventError extends BaseError {
  override readonly name = 'EventError';
}

/** A build ended without success. Its code is that of the build's error, or `BUILD_CANCELLED`. */
export class BuildFailedError extends BaseError {
  override readonly name = 'BuildFailedError';
  readonly build: FailedBuild | CancelledBuild;
  /** Where the script failed; null if that is not known. */
  readonly at: ScriptPosition | null;
  readonly logs: BuildLog[];
  readonly warnings: BuildWarning[];

  constructor(build: FailedBuild | CancelledBuild) {
    super({
      code: build.error?.code ?? 'BUILD_CANCELLED',
      message: build.error?.detail ?? `The build ${build.id} is ${build.status}.`,
      retryable: build.error?.retryable ?? false,
    });
    this.build = build;
    this.at = build.error?.at ?? null;
    this.logs = build.logs ?? [];
    this.warnings = build.warnings ?? [];
  }
}

/** Every error that the client makes; `name` tells them apart. */
export type GatewayError =
  | RequestError
  | ConnectionError
  | BuildFailedError
  | FileError
  | EventError;

/** Whether an error was made by this client, or by another copy of it. */
export function isGatewayError(error: unknown): error is GatewayError {
  return typeof error === 'object' && error !== null && BRAND in error;
}

/** Reads the error of an answer: a problem of the gateway, or a message of API Gateway. */
export async function errorOf(response: Response): Promise<RequestError> {
  const { status, headers } = response;
  const body = asObject(await response.json().catch(() => undefined));
  const isProblem = typeof body.code === 'string';
  return new RequestError({
    code: isProblem ? String(body.code) : (GATEWAY_CODES[status] ?? `HTTP_${status}`),
    message: String(body.detail ?? body.message ?? `The gateway answered with ${status}.`),
    status,
    retryable: typeof body.retryable === 'boolean' ? body.retryable : RETRYABLE.has(status),
    retryAfter: secondsOf(headers.get('retry-after')),
    requestId: headers.get('x-request-id') ?? headers.get('apigw-requestid'),
    errors: Array.isArray(body.errors) ? (body.errors as FieldError[]) : [],
    docsError: typeof body.docsError === 'number' ? body.docsError : null,
  });
}

/** Codes for the answers that API Gateway makes itself, which have none. */
const GATEWAY_CODES: Record<number, string> = {
  401: 'UNAUTHORIZED',
  413: 'TOO_LARGE',
  429: 'TOO_MANY_REQUESTS',
  503: 'UNAVAILABLE',
};
const RETRYABLE = new Set([429, 500, 502, 503, 504]);

/** Reads `Retry-After`: seconds or a date. Null if it is absent or neither. */
export function secondsOf(header: string | null): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  const left = Number.isNaN(seconds) ? (Date.parse(header) - Date.now()) / 1000 : seconds;
  return Number.isNaN(left) ? null : Math.max(0, left);
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
