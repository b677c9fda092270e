import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { errorOfRun, type RunEnd } from '../../../infra/local/author/run-error.ts';
import { warningOf } from '../../../shared/build/script-warnings.ts';
import { checkScript } from '../../../shared/script/check/check-script.ts';
import { inDocx } from '../../support/script/found.ts';

const THROWN = { line: 2, column: 3, message: 'TypeError: a is not a function' };

/** The error of a run of this script that ended like this. */
function errorOf(script: string, end: Partial<RunEnd>) {
  const check = checkScript(script);
  const ended: RunEnd = { outcome: 'ok', at: null, saved: 1, ...end };
  return errorOfRun(ended, check, check.findings.map(warningOf));
}

const SOUND = inDocx('Api.GetDocument();');

test('a run that saves a file and reports no error succeeded', () => {
  equal(errorOf(SOUND, {}), null);
});

test('a run that reports an error has its place and its message', () => {
  deepEqual(errorOf(SOUND, { at: THROWN }), {
    code: 'SCRIPT_FAILED',
    docsError: null,
    retryable: false,
    detail: 'the script failed',
    at: THROWN,
  });
});

test('what can be read off the script for certain precedes what a run reports', () => {
  const error = errorOf(inDocx('let a = ;'), { at: THROWN });

  equal(error?.detail, 'The script is not valid JavaScript.');
  deepEqual([error?.at?.line, error?.at?.column], [2, 9]);
});

test('an error at a line with an unknown method has the words of that warning', () => {
  const error = errorOf(inDocx('Api.GetDocumnt();'), { at: { ...THROWN, line: 2 } });

  equal(error?.detail, 'Api of docx has no GetDocumnt; GetDocument is near.');
  equal(error?.at?.message, THROWN.message);
});

test('a run without a report has no place', () => {
  const error = errorOf(SOUND, { outcome: 'failed', saved: 0 });

  equal(error?.detail, 'the script failed. The place is not known: the run saved no report.');
  equal(error?.at, null);
});

test('a run that takes too long is at the loop that cannot end, if there is one', () => {
  const timeout = { outcome: 'timeout', saved: 0 } as const;

  equal(errorOf(SOUND, timeout)?.code, 'BUILD_TIMEOUT');
  deepEqual(errorOf(inDocx('while (true) { Api.GetDocument(); }'), timeout)?.at?.line, 2);
});

test('a run that saves nothing is BUILD_EMPTY, with the reason if the script shows it', () => {
  equal(errorOf('builder.CreateFile("docx");', { saved: 0 })?.code, 'BUILD_EMPTY');
  equal(
    errorOf('builder.CreateFile("docx");', { saved: 0 })?.detail,
    'The script ended without saving a file. The script saves no file: write builder.SaveFile("<format>", "<name>") at the beginning of a line.',
  );
  equal(
    errorOf(SOUND, { saved: 0 })?.detail,
    'The script saves a file, but Docs returned none: its converter probably crashed on what the script saves.',
  );
});
