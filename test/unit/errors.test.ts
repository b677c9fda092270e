import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import {
  AWS_ERRORS,
  codeOfName,
  ERRORS,
  type ErrorCode,
  GatewayError,
  isGatewayError,
  NotYetError,
  nameOf,
} from '../../shared/errors.ts';

/** Every code that a failed build may have. */
const BUILD_CODES =
  `REQUEST_INVALID ARGUMENT_INVALID TEMPLATE_INVALID TEMPLATE_NOT_FOUND INPUT_NOT_FOUND SCRIPT_INVALID SCRIPT_TOO_LARGE
  SOURCE_REFUSED SOURCE_DOWNLOAD SCRIPT_FAILED BUILD_EMPTY OUTPUT_MISSING BUILD_TIMEOUT RESULT_EXPIRED
  RESULT_TOO_LARGE STORAGE_FAILED DOCS_UNAVAILABLE DOCS_OVERLOADED DOCS_AUTH DOCS_INTERNAL DOCS_PROTOCOL
  UNKNOWN_OUTCOME INTERNAL`.split(/\s+/);

const OTHER_CODES =
  `MALFORMED FORBIDDEN TENANT_MISSING NOT_FOUND METHOD_NOT_ALLOWED CONFLICT GONE TOO_LARGE
  UNSUPPORTED_MEDIA_TYPE TOO_MANY_REQUESTS IDEMPOTENCY_MISMATCH DOCUMENT_NOT_FOUND CALLBACK_URL_INVALID
  COMMAND_INVALID DOCS_TIMEOUT`.split(/\s+/);

test('ERRORS has exactly the codes of the contract', () => {
  equal(Object.keys(ERRORS).sort().join(), [...BUILD_CODES, ...OTHER_CODES].sort().join());
});

test('every code has a unique error name, which maps back to the code', () => {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  for (const code of codes) equal(codeOfName(ERRORS[code].name), code);
});

test('the name of every error is spelled out, so that a minifier cannot change it', () => {
  for (const [code, { name }] of Object.entries(ERRORS)) {
    const words = code.split('_').map((word) => word.charAt(0) + word.slice(1).toLowerCase());
    equal(name, `${words.join('')}Error`);
  }
  equal(new NotYetError('later').name, 'NotYetError');
});

test('the error names of AWS have codes, and an unknown name is INTERNAL', () => {
  for (const [name, code] of Object.entries(AWS_ERRORS)) equal(codeOfName(name), code);
  equal(codeOfName('NotYetError'), 'DOCS_UNAVAILABLE');
  equal(codeOfName('constructor'), 'INTERNAL');
  equal(codeOfName('SomethingElse'), 'INTERNAL');
});

test('a GatewayError has its details, its cause and whether it is retryable', () => {
  const cause = new Error('below');
  const error = new GatewayError('DOCS_UNAVAILABLE', 'Docs is away', { docsError: -1, cause });

  equal(error.name, 'DocsUnavailableError');
  equal(error.message, 'Docs is away');
  equal(error.cause, cause);
  equal(error.retryable, true);
  equal(error.details.docsError, -1);
  equal('cause' in error.details, false);
  equal(new GatewayError('SCRIPT_FAILED', 'x').retryable, false);
});

test('isGatewayError() recognizes a GatewayError, and its code where codes are given', () => {
  const error = new GatewayError('GONE', 'gone');

  equal(isGatewayError(error), true);
  equal(isGatewayError(error, 'CONFLICT', 'GONE'), true);
  equal(isGatewayError(error, 'CONFLICT'), false);
  equal(isGatewayError(new Error('x')), false);
});

test('nameOf() returns a name for every thrown value', () => {
  equal(nameOf(new TypeError('x')), 'TypeError');
  equal(nameOf('text'), 'string');
  equal(nameOf(undefined), 'undefined');
});
