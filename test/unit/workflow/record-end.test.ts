import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '../../../shared/errors.ts';
import { stepError } from '../../../shared/step-error.ts';
import { buildError } from '../../../shared/workflow/build-error.ts';
import { type CopyOutcome, endingOf } from '../../../shared/workflow/record-end.ts';
import { buildOf, fileOf } from '../../support/builds.ts';

const report = fileOf({ name: 'report.docx' });
const tooLarge = buildError('RESULT_TOO_LARGE', '"huge.docx" is larger than 1000 bytes');
const expired = buildError('RESULT_EXPIRED', 'Docs no longer has old.docx.');
const huge = { name: 'huge.docx', error: tooLarge };
const old = { name: 'old.docx', error: expired };

/** How a build ends whose script saved these files and whose request names one output. */
function endingFor(names: string[], outcome: CopyOutcome, output = 'report.docx') {
  const outputs = { [output]: output };
  return endingOf(buildOf({ outputs, answer: { files: names } }), outcome);
}

test('a build whose files were all copied succeeds and lists them', () => {
  deepEqual(endingFor(['report.docx'], { files: [report] }), {
    files: [report],
    error: undefined,
  });
});

test('a build that did not save a named output fails and lists the files that it saved', () => {
  const { files, error } = endingFor(['report.docx'], { files: [report] }, 'a.docx');

  deepEqual([files, error?.code], [[report], 'OUTPUT_MISSING']);
});

test('a build fails with the first error of a file, and lists the other files', () => {
  const names = ['report.docx', 'huge.docx', 'old.docx'];

  deepEqual(endingFor(names, { files: [report, huge, old] }), { files: [report], error: tooLarge });
});

test('the error of a file precedes a missing output', () => {
  const ending = endingFor(['report.docx', 'old.docx'], { files: [report, old] }, 'a.docx');

  deepEqual(ending, { files: [report], error: expired });
});

test('a build whose step failed lists no file and has the error of the step', () => {
  const { message } = stepError(new GatewayError('RESULT_EXPIRED', 'Docs no longer has old.docx.'));
  const cause = JSON.stringify({ errorMessage: message });

  deepEqual(endingFor(['old.docx'], { error: 'ResultExpiredError', cause }), {
    files: [],
    error: expired,
  });
});
