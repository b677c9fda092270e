import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { destinationOf } from '../../../shared/storage/objects/destination.ts';
import { checkOutputs } from '../../../shared/workflow/check-outputs.ts';
import type { StagedCheck } from '../../../shared/workflow/checking/check-staged-script.ts';
import { buildOf } from '../../support/builds.ts';

const build = buildOf({ tenant: 'acme', id: '01KAMXF9W0Q5T2M7Y3B8C4D6E1' });
const own = 'results/acme/01KAMXF9W0Q5T2M7Y3B8C4D6E1/';

test('a file is stored below the id of its build unless the outputs name another key', () => {
  const outputs = { 'invoice.docx': 'invoices/1.docx', '*': 'extra/' };

  equal(destinationOf(build, 'a b.docx'), `${own}a b.docx`);
  equal(destinationOf({ ...build, outputs }, 'invoice.docx'), 'results/acme/invoices/1.docx');
  equal(destinationOf({ ...build, outputs }, 'log.txt'), 'results/acme/extra/log.txt');
});

test('a file that is named * is stored in the folder that the output * names, not as that folder', () => {
  equal(destinationOf({ ...build, outputs: { '*': 'x/' } }, '*'), 'results/acme/x/*');
  equal(destinationOf(build, '*'), `${own}*`);
});

test('a file with a name such as constructor is stored in the folder of its build', () => {
  for (const name of ['constructor', 'toString', 'hasOwnProperty'])
    equal(destinationOf(build, name), own + name);
});

test('a build without outputs accepts any file names', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 100 }),
      (names) => checkOutputs(build, names) === null,
    ),
  );
});

test('a build without a file fails', () => {
  deepEqual(checkOutputs(build, []), {
    error: {
      code: 'BUILD_EMPTY',
      docsError: null,
      retryable: false,
      detail: 'The script ended without saving a file.',
      at: null,
    },
    keepsFiles: false,
  });
});

test('the error of a build without a file has the reason that was read off the script', () => {
  const nothing = { warnings: [], saves: [], inputs: [], mustSave: false };
  const errorOf = (check: StagedCheck | null) => checkOutputs(build, [], check)?.error;
  const why = {
    code: 'LINE_SWALLOWED',
    at: { line: 1, column: 2 },
    detail: 'D.',
    message: 'M',
  } as const;
  const loop = { ...why, code: 'LOOP_ENDLESS' } as const;

  const detail = 'The script ended without saving a file.';
  for (const check of [null, { ...nothing, error: null }, { ...nothing, error: loop }])
    deepEqual([errorOf(check)?.detail, errorOf(check)?.at], [detail, null]);
  const explained = errorOf({ ...nothing, error: why });
  equal(explained?.detail, `${detail} D.`);
  deepEqual(explained?.at, { line: 1, column: 2, message: 'M' });
  equal(
    errorOf({ ...nothing, error: null, mustSave: true })?.detail,
    'The script saves a file, but Docs returned none: its converter probably crashed on what the script saves.',
  );
});

test('a named file that was not saved fails the build, and the saved files are kept', () => {
  const outputs = { 'a.docx': 'x/a.docx', 'b.docx': 'x/b.docx', '*': 'x/' };

  const failure = checkOutputs({ ...build, outputs }, ['b.docx', 'c.txt']);

  equal(failure?.error.code, 'OUTPUT_MISSING');
  equal(failure?.error.detail, 'The script did not save a.docx; it saved b.docx, c.txt.');
  equal(failure?.keepsFiles, true);
});

test('the error of a missing output lists at most ten saved files', () => {
  const names = Array.from({ length: 12 }, (_, index) => `${index}.txt`);

  const failure = checkOutputs({ ...build, outputs: { 'a.docx': 'a.docx' } }, names);

  equal(
    failure?.error.detail,
    'The script did not save a.docx; it saved 0.txt, 1.txt, 2.txt, 3.txt, 4.txt, 5.txt, 6.txt, 7.txt, 8.txt, 9.txt and 2 more.',
  );
});

test('two files with the same key fail the build', () => {
  const outputs = { 'a.docx': 'x/b.docx', '*': 'x/' };

  const failure = checkOutputs({ ...build, outputs }, ['a.docx', 'b.docx']);

  equal(failure?.error.code, 'REQUEST_INVALID');
  equal(failure?.error.detail, 'The outputs map a.docx and b.docx to the same key.');
  equal(failure?.keepsFiles, false);
});
