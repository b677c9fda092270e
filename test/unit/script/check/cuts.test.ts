import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, found, inDocx } from '../../../support/script/found.ts';

const SAVE = 'builder.SaveFile("docx", "b.docx");';

test('calls in a loop are BLOCK_CUT, and no error if Docs runs none of the halves', () => {
  const script =
    'for (var i = 0; i < 3; i++) {\nbuilder.CreateFile("docx");\nbuilder.SaveFile("docx", "copy.docx");\nbuilder.CloseFile();\n}\n';

  deepEqual(found(script), {
    findings: ['BLOCK_CUT 2:1', 'BLOCK_CUT 3:1', 'BLOCK_CUT 4:1'],
    error: null,
  });
});

test('a call in a block of an open document is BLOCK_CUT and the place of the error', () => {
  const script = inDocx(`for (const name of ["a"]) {\n  Api.GetDocument();\n  ${SAVE}\n}`);

  deepEqual(found(script), { findings: ['BLOCK_CUT 4:3'], error: '4:3' });
});

test('a call in a block comment is BLOCK_CUT, and one behind // is not', () => {
  deepEqual(findingsOf(inDocx(`/* switched off\n${SAVE}\n*/`)), ['BLOCK_CUT 3:1']);
  deepEqual(findingsOf(inDocx(`// ${SAVE}`)), []);
});

test('a call in a template literal is BLOCK_CUT', () => {
  deepEqual(findingsOf(inDocx(`let text = \`first\n${SAVE}\nlast\`;`)), ['BLOCK_CUT 3:1']);
});

test('builderJS.CloseFile() at the beginning of a line in a block is an error', () => {
  const { findings, error } = found(
    inDocx('for (const a of [1, 2]) {\n  builderJS.CloseFile();\n}'),
  );

  deepEqual([findings[0], error], ['BLOCK_CUT 3:3', '3:3']);
});

test('a bracket that is not closed is the place of the error, and no call looks cut', () => {
  deepEqual(found(inDocx('function fill() {\n  Api.GetDocument();\n')), {
    findings: [],
    error: '2:17',
  });
});

test('a line that begins with # is LINE_DROPPED in a template or a class, and not elsewhere', () => {
  deepEqual(findingsOf(inDocx('let text = `\n# title\n`;')), ['LINE_DROPPED 3:1']);
  deepEqual(findingsOf(inDocx('class A {\n  #secret = 5;\n}')), ['LINE_DROPPED 3:1']);
  deepEqual(findingsOf(inDocx('# a comment\nfunction f() {\n# another\n}')), []);
});

test('a line with # that ends a template literal is the place of the error', () => {
  deepEqual(found(inDocx('let text = `\nfirst\n# last`;')), {
    findings: ['LINE_DROPPED 4:1'],
    error: '4:1',
  });
});

test('a syntax error is told at its own line, whatever comments with # precede it', () => {
  deepEqual(found(`# a comment\n${inDocx('let a = (;')}`), { findings: [], error: '3:10' });
});

test('code that is too short for Docs to run is PIECE_SKIPPED', () => {
  const script = inDocx(`function go() {}\n${SAVE}\ngo();`);

  deepEqual(findingsOf(script), ['PIECE_SKIPPED 4:1']);
});
