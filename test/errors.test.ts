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
} from '../shared/errors.ts';

/** Every code that a build may fail of. */
const BUILD_CODES =
  `REQUEST_INVALID TEMPLATE_NOT_FOUND INPUT_NOT_FOUND SCRIPT_INVALID SCRIPT_TOO_LARGE
  SOURCE_REFUSED SOURCE_DOWNLOAD SCRIPT_FAILED BUILD_EMPTY OUTPUT_MISSING BUILD_TIMEOUT RESULT_EXPIRED
  RESULT_TOO_LARGE STORAGE_FAILED DOCS_UNAVAILABLE DOCS_OVERLOADED DOCS_AUTH DOCS_INTERNAL DOCS_PROTOCOL
  UNKNOWN_OUTCOME INTERNAL`.split(/\s+/);

const OTHER_CODES = `MALFORMED FORBIDDEN TENANT_MISSING NOT_FOUND CONFLICT GONE TOO_LARGE
  UNSUPPORTED_MEDIA_TYPE TOO_MANY_REQUESTS IDEMPOTENCY_MISMATCH DOCUMENT_NOT_FOUND CALLBACK_URL_INVALID
  COMMAND_INVALID DOCS_TIMEOUT`.split(/\s+/);

test('the table holds every code of the contract and no other', () => {
  equal(Object.keys(ERRORS).sort().join(), [...BUILD_CODES, ...OTHER_CODES].sort().join());
});

test('every code has a name of its own by which it is found again', () => {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  for (const code of codes) equal(codeOfName(ERRORS[code].name), code);
});

test('the name of an error is spelled out, so that no minifier changes it', () => {
  for (const [code, { name }] of Object.entries(ERRORS)) {
    const words = code.split('_').map((word) => word.charAt(0) + word.slice(1).toLowerCase());
    equal(name, `${words.join('')}Error`);
  }
  equal(new NotYetError('later').name, 'NotYetError');
});

test('the names that AWS gives have codes, and a name nobody foresaw is INTERNAL', () => {
  for (const [name, code] of Object.entries(AWS_ERRORS)) equal(codeOfName(name), code);
  equal(codeOfName('NotYetError'), 'DOCS_UNAVAILABLE');
  equal(codeOfName('constructor'), 'INTERNAL');
  equal(codeOfName('SomethingElse'), 'INTERNAL');
});

test('an error carries its details, its cause and whether a repetition may help', () => {
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

test('an error of ours is told from others, by code where codes are given', () => {
  const error = new GatewayError('GONE', 'gone');

  equal(isGatewayError(error), true);
  equal(isGatewayError(error, 'CONFLICT', 'GONE'), true);
  equal(isGatewayError(error, 'CONFLICT'), false);
  equal(isGatewayError(new Error('x')), false);
});

test('whatever is thrown has a name', () => {
  equal(nameOf(new TypeError('x')), 'TypeError');
  equal(nameOf('text'), 'string');
  equal(nameOf(undefined), 'undefined');
});
