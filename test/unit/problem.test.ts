import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS, type ErrorCode, GatewayError } from '../../shared/errors.ts';
import { ERROR_STATUS } from '../../shared/http-statuses.ts';
import {
  problemOf,
  problemSchema,
  problemType,
  retryAfterOf,
  TITLES,
} from '../../shared/problem.ts';

const codes = Object.keys(ERRORS) as ErrorCode[];

test('every code has a status from 400 to 599 and a unique title', () => {
  const titles = codes.map((code) => TITLES[code]);

  equal(new Set(titles).size, codes.length);
  for (const code of codes) equal(Math.floor(ERROR_STATUS[code] / 200), 2, code);
});

test('every code of the contract has its status of the contract', () => {
  deepEqual(
    { ...ERROR_STATUS },
    {
      ...ERROR_STATUS,
      MALFORMED: 400,
      FORBIDDEN: 403,
      TENANT_MISSING: 403,
      NOT_FOUND: 404,
      DOCUMENT_NOT_FOUND: 404,
      CONFLICT: 409,
      GONE: 410,
      TOO_LARGE: 413,
      UNSUPPORTED_MEDIA_TYPE: 415,
      REQUEST_INVALID: 422,
      IDEMPOTENCY_MISMATCH: 422,
      INPUT_NOT_FOUND: 422,
      SOURCE_REFUSED: 422,
      CALLBACK_URL_INVALID: 422,
      COMMAND_INVALID: 422,
      TOO_MANY_REQUESTS: 429,
      INTERNAL: 500,
      DOCS_AUTH: 502,
      DOCS_INTERNAL: 502,
      DOCS_UNAVAILABLE: 503,
      DOCS_TIMEOUT: 504,
    },
  );
});

test('a problem contains the error number of Docs and the wrong fields', () => {
  const errors = [{ pointer: '/outputs/a.docx', detail: 'must not end in "/"' }];
  const error = new GatewayError('REQUEST_INVALID', 'No.', { docsError: -4, errors });

  const problem = problemOf(error, 'id');

  deepEqual(problem, {
    type: 'urn:problem-type:docs-gateway:request-invalid',
    title: 'Invalid request',
    status: 422,
    detail: 'No.',
    instance: 'id',
    code: 'REQUEST_INVALID',
    retryable: false,
    docsError: -4,
    errors,
  });
  equal(problemSchema.safeParse(problem).success, true);
});

test('the message of an INTERNAL error is not shown to callers', () => {
  const error = new GatewayError('INTERNAL', 'secret docs/inbox cannot be read');

  equal(
    problemOf(error, 'id').detail,
    'An internal error occurred. It is logged under this request id.',
  );
});

test('a thrown value that is not an Error becomes INTERNAL', () => {
  equal(problemOf('boom', 'id').code, 'INTERNAL');
  equal(problemOf(undefined, 'id').code, 'INTERNAL');
});

test('the type of a problem is a unique URN made from its code', () => {
  equal(problemType('IDEMPOTENCY_MISMATCH'), 'urn:problem-type:docs-gateway:idempotency-mismatch');
  equal(new Set(codes.map(problemType)).size, codes.length);
});

test('Retry-After is set only for errors that waiting may resolve', () => {
  equal(retryAfterOf(new GatewayError('TOO_MANY_REQUESTS', '')), 5);
  equal(retryAfterOf(new GatewayError('DOCS_UNAVAILABLE', '', { retryAfterSeconds: 30 })), 30);
  equal(retryAfterOf(new GatewayError('NOT_FOUND', '')), undefined);
  equal(retryAfterOf(new Error('boom')), undefined);
});
