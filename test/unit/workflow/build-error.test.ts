import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { askForResults } from '../../../shared/docs/builder.ts';
import { AWS_ERRORS, ERRORS, GatewayError } from '../../../shared/errors.ts';
import { stepError } from '../../../shared/step-error.ts';
import {
  buildError,
  buildErrorOf,
  buildErrorOfStep,
} from '../../../shared/workflow/build-error.ts';
import { fakeDocs } from '../../support/docs/fake-docs.ts';

/** The cause that Lambda makes of an error that a step threw. */
function causeOf(error: GatewayError): string {
  const { name, message } = stepError(error);
  return JSON.stringify({ errorType: name, errorMessage: message, trace: [] });
}

test('a failed step passes its message on to the error of its build', () => {
  const cause = causeOf(new GatewayError('SCRIPT_FAILED', 'the script failed'));

  deepEqual(buildErrorOfStep('ScriptFailedError', cause), {
    code: 'SCRIPT_FAILED',
    docsError: null,
    retryable: false,
    detail: 'the script failed',
    at: null,
  });
});

test('a failed step passes the error number of Docs on to the error of its build', async (t) => {
  for (const docsError of [-1, -8, -99]) {
    const { docs } = await fakeDocs(t, [{ error: docsError }]);
    const error = await askForResults(docs, 'k').catch((error) => error);

    deepEqual(buildErrorOfStep(error.name, causeOf(error)), buildErrorOf(error));
  }
});

test('the message of an unknown error is not shown, because it may contain anything', () => {
  const cause = JSON.stringify({ errorType: 'TypeError', errorMessage: 'token eyJ…' });

  equal(buildErrorOfStep('TypeError', cause).detail, 'A step of the build ended with TypeError.');
  equal(buildErrorOfStep('TypeError', cause).code, 'INTERNAL');
});

test('a cause that was not made by stepError is not shown', () => {
  const words = ['plain words', '{}', '7', 'null', '{"detail":7}'];
  const causes = words.map((errorMessage) => JSON.stringify({ errorMessage }));
  for (const cause of [undefined, '', 'Task timed out', '[1]', 'null', ...causes])
    equal(
      buildErrorOfStep('DocsInternalError', cause).detail,
      'A step of the build ended with DocsInternalError.',
    );
});

test('every error name that the state machine catches has a code', () => {
  for (const [name, code] of Object.entries(AWS_ERRORS))
    equal(buildErrorOfStep(name, '{}').code, code);
  for (const [code, { name, retryable }] of Object.entries(ERRORS)) {
    equal(buildErrorOfStep(name, '{}').code, code);
    equal(buildErrorOfStep(name, '{}').retryable, retryable);
  }
});

test('a build error keeps the error number of Docs and the place in the script', () => {
  const at = { line: 3, column: 1, message: 'SyntaxError' };
  const error = new GatewayError('SCRIPT_FAILED', 'it failed', { docsError: -3, at });

  deepEqual(buildErrorOf(error), buildError('SCRIPT_FAILED', 'it failed', { docsError: -3, at }));
});
