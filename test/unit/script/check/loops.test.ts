import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, inDocx } from '../../../support/script/found.ts';

const ENDLESS = [
  'while (true) { doc.AddElement(0); }',
  'for (;;) { doc.AddElement(0); }',
  'do { doc.AddElement(0); } while (true);',
  'for (let i = 0; i < 5; i--) { doc.AddElement(i); }',
  'let i = 0;\nwhile (i < 5) { doc.AddElement(0); }',
  'let j = 0;\nfor (let i = 0; i < rows.length; j++) { doc.AddElement(0); }',
];
const ENDING = [
  'while (true) { if (doc.GetElement(0)) break; }',
  'function f() { for (;;) { return 1; } }',
  'for (let i = 5; i > 0; i--) { doc.AddElement(i); }',
  'for (let i = 5; i < 9; i--) { i = i + 2; }',
  'let i = 0;\nwhile (i < 5) { i++; }',
  'while (rows.length) { rows.pop(); }',
  'while (rows.length > 2) { rows.pop(); }',
  'let i = 0;\nfunction next() { i++; }\nwhile (i < 5) { next(); }',
  'let text = "";\nwhile (text.length < 5) { text += "a"; }',
];
const inLoop = (code: string) => inDocx(`let doc = Api.GetDocument(), rows = [1];\n${code}`);

test('a loop that nothing ends is LOOP_ENDLESS', () => {
  deepEqual(
    ENDLESS.map((code) => findingsOf(inLoop(code)).map((finding) => finding.split(' ')[0])),
    ENDLESS.map(() => ['LOOP_ENDLESS']),
  );
});

test('a loop that ends is no mistake', () => {
  deepEqual(
    ENDING.flatMap((code) => findingsOf(inLoop(code))),
    [],
  );
});
