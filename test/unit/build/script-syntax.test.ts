import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { syntaxErrorIn } from '../../../shared/build/script-syntax.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';

test('syntaxErrorIn() returns the line of a syntax error', () => {
  deepEqual(syntaxErrorIn('builder.CreateFile("docx");\nvar = 1;\n'), {
    line: 2,
    message: "SyntaxError: Unexpected token '='",
  });
  equal(syntaxErrorIn(`\uFEFF${scriptOf('a.docx')}`), null);
});

test('syntaxErrorIn() ignores a sourceURL comment', () => {
  equal(syntaxErrorIn('a;\nb;\nvar = 1;\n//# sourceURL=elsewhere:99.js')?.line, 3);
});

test('syntaxErrorIn() quotes nothing of the script', () => {
  const scripts = ['let secret = 1;\nlet secret = 2;', 'x = /(secret/;', "y = 'secret", 'a secret'];
  for (const script of scripts) {
    const error = syntaxErrorIn(script);
    ok(error?.message.startsWith('SyntaxError: '));
    ok(!error?.message.includes('secret'), error?.message);
  }
});

test('syntaxErrorIn() returns null for a script that is too large or nested too deeply', () => {
  equal(syntaxErrorIn(`${'('.repeat(100_000)}`), null);
  equal(syntaxErrorIn('var = 1;'.padEnd(512 * 1024 + 1)), null);
  equal(syntaxErrorIn('var = 1;'.padEnd(512 * 1024))?.line, 1);
});

test('syntaxErrorIn() does not run the script', () => {
  equal(syntaxErrorIn('globalThis.wasRun = true; for(;;);'), null);
  equal('wasRun' in globalThis, false);
});
