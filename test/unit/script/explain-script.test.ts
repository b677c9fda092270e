import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { explainScript } from '../../../shared/script/explain-script.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';

test('explainScript() returns the place of the first syntax error', () => {
  deepEqual(explainScript('builder.CreateFile("docx");\n  var = 1;\n'), {
    line: 2,
    column: 7,
    message: "SyntaxError: Unexpected token '='",
  });
});

test('explainScript() reads a script as Docs does', () => {
  equal(explainScript(`\uFEFF# a comment\n${scriptOf('a.docx')}`), undefined);
  equal(explainScript('# a comment\nlet a = 1;\n\nlet b = ;')?.line, 4);
});

test('explainScript() returns nothing for a script that is nested too deeply', () => {
  equal(explainScript('('.repeat(100_000)), undefined);
});

test('explainScript() does not run the script', () => {
  equal(explainScript('globalThis.wasRun = true; for(;;);'), undefined);
  equal('wasRun' in globalThis, false);
});
