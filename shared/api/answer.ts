import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isGatewayError } from '../errors.ts';
import { isServerError, STATUS } from '../http-statuses.ts';
import { addLogFields, count, logError } from '../log.ts';
import { METRICS } from '../metric.ts';
import { problemOf, retryAfterOf } from '../problem.ts';

/** What a handler answers. */
export type Answer = {
  /** 200 unless given. */
  status?: number;
  /** Headers that are undefined are left out. */
  headers?: Record<string, string | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as they are, instead of `body`; `headers` then have their content type. */
  bytes?: Uint8Array;
};

/** The answer of a function to API Gateway, payload format 2.0. */
export type Result = APIGatewayProxyStructuredResultV2;

/** A redirect to a link; browsers follow it with GET. */
export function redirectTo(location: string): Answer {
  return { status: STATUS.found, headers: { location } };
}

/** Converts an answer for API Gateway; it also gets the id of the request as a header. */
export function render(
  { status = STATUS.ok, headers = {}, body, bytes }: Answer,
  requestId: string,
): Result {
  const encoded = bytes && {
    body: Buffer.from(bytes).toString('base64'),
    isBase64Encoded: true,
  };
  return {
    statusCode: status,
    headers: {
      'x-request-id': requestId,
      'x-content-type-options': 'nosniff', // a browser takes no answer for another type than it says
      'cache-control': 'no-store',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...definedOf(headers),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    ...encoded,
  };
}

/** The answer to HEAD: that to GET without its body. */
export function withoutBody({ statusCode, headers }: Result): Result {
  return { statusCode, headers };
}

/** Renders an error as a problem, and logs and counts it when it is an error of the server. */
export function renderProblem(error: unknown, requestId: string): Result {
  const problem = problemOf(error, requestId);
  addLogFields({ code: problem.code });
  if (isServerError(problem.status)) {
    logError(error);
    count(METRICS.faults, { code: problem.code });
  }
  const retryAfter = retryAfterOf(error);
  const headers = {
    'content-type': 'application/problem+json',
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    allow: isGatewayError(error) ? error.details.allow?.join(', ') : undefined,
  };
  return render({ status: problem.status, headers, body: problem }, requestId);
}

/**
 * A map without the values that are undefined.
 *
 * @param values API Gateway leaves an empty map out; the emulator sends null
 */
export function definedOf(
  values: Record<string, string | undefined> | null | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
