import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { detailOf, findingsOf, found, inDocx } from '../../../support/script/found.ts';

const inXlsx = (code: string) => inDocx(code).replaceAll('docx', 'xlsx');

test('a method that no object has is METHOD_UNKNOWN, with the name that is near', () => {
  const script = inXlsx('Api.GetActiveSheet().GetRange("A1").SetValu("1");');

  equal(detailOf(script), 'No object of xlsx has SetValu; SetValue is near.');
  equal(found(script).error, '2:37');
});

test('a method with a word too many is told with the method that has the other words', () => {
  equal(
    detailOf(inXlsx('Api.GetActiveSheet().GetRange("A1").SetCellValu("1");')),
    'No object of xlsx has SetCellValu; SetValue is near.',
  );
});

test('a method of another kind of document is METHOD_UNKNOWN, with the kind that has it', () => {
  equal(
    detailOf(inDocx('Api.CreateSlide();')),
    'Api of docx has no CreateSlide: Api of xlsx and pptx has it.',
  );
});

test('the order of rows and columns is told beside CreateTable, since it depends on the version', () => {
  equal(
    detailOf(inDocx('Api.CreateTabel(2, 3);')),
    'Api of docx has no CreateTabel; CreateTable is near. Since Docs 9.4 it takes rows first, then columns.',
  );
});

test('a method that a script defines, or looks for, is no mistake', () => {
  const sound = [
    'const tools = { SetAll() {} };\ntools.SetAll();',
    'class Box { Paint() {} }\nnew Box().Paint();',
    'Api.Extra = () => 1;\nApi.Extra();',
    'if (Api.MayBe) Api.MayBe();',
    'Api.MayBe?.();',
    'const { Draw } = Argument;\nArgument.Draw();',
  ];

  deepEqual(
    sound.flatMap((code) => findingsOf(inDocx(code))),
    [],
  );
});

test('an unknown method in a function is a warning and not an error, since it may never run', () => {
  deepEqual(found(inDocx('function f(doc) { doc.AddTxet("a"); }')), {
    findings: ['METHOD_UNKNOWN 2:23'],
    error: null,
  });
});

test('a name that nothing defines is NAME_UNKNOWN', () => {
  equal(
    detailOf(inDocx('const total = 5;\nlet text = "" + totl;')),
    'Nothing has the name totl: neither the script nor Docs defines it; total is near.',
  );
});

test('names of earlier pieces, of assignments, of the argument and of JavaScript are known', () => {
  const sound = [
    'let one = 1;\nbuilder.SaveFile("docx", "b.docx");\nlet two = one + 1;',
    'count = 5;\ncount += 1;',
    'let text = JSON.stringify(Argument) + Math.max(1, 2) + undefined;',
    'if (typeof process === "object") process.exit(1);',
    'globalThis.flag = true;\nif (flag) Api.GetDocument();',
    'outer: for (const a of [1]) { for (const b of [a]) { if (b) continue outer; } }',
    'function f() { return arguments.length; }\nnew f();',
    'let { a: first = 1, ...rest } = Argument;\nlet all = [first, rest];',
  ];

  deepEqual(
    sound.flatMap((code) => findingsOf(inDocx(code))),
    [],
  );
});

test('a name that Docs itself uses in a kind of document is NAME_TAKEN', () => {
  const pptx = inDocx('let x = 5;').replaceAll('docx', 'pptx');

  deepEqual(found(pptx), { findings: ['NAME_TAKEN 2:5'], error: '2:5' });
  deepEqual(findingsOf(inDocx('let x = 5;')), []);
  deepEqual(findingsOf(inDocx('function f() { let document = 5; return document; }')), []);
});

test('code before a document is NAME_TAKEN by the names of the document that runs it', () => {
  const before = 'let x = 5;\n';
  const pptx = inDocx('Api.GetPresentation();').replaceAll('docx', 'pptx');
  const withoutCode = inDocx('').replace('a.docx', 'b.docx');

  deepEqual(found(before + pptx), { findings: ['NAME_TAKEN 1:5'], error: '1:5' });
  deepEqual(found(before + withoutCode + pptx), { findings: ['NAME_TAKEN 1:5'], error: '1:5' });
  deepEqual(findingsOf(before + inDocx('Api.GetDocument();')), []);
  deepEqual(findingsOf(inDocx('Api.GetDocument();') + before), []);
  deepEqual(findingsOf(`${before}builderJS.CloseFile()\n${pptx}`), []);
});

test('where the kind of the document is not known, only names that Docs uses in every kind are NAME_TAKEN', () => {
  const opening = (code: string) =>
    inDocx(code).replace('CreateFile("docx")', 'OpenFile("jsValue(Argument.link)")');

  equal(
    detailOf(opening('let document = 5;')),
    'Docs itself uses the name document in every document: take another name, or declare it in a function.',
  );
  deepEqual(findingsOf(opening('let x = 5;\nlet z = 5;')), []);
});

test('a name that is declared twice in one document is NAME_TAKEN, and in two documents is not', () => {
  const one = inDocx('const doc = Api.GetDocument();');

  deepEqual(found(inDocx('let a1 = 1;\nbuilder.SaveFile("docx", "b.docx");\nlet a1 = 2;')), {
    findings: ['NAME_TAKEN 4:5'],
    error: '4:5',
  });
  deepEqual(findingsOf(one + one.replace('a.docx', 'b.docx')), []);
});

test('a whole number with more digits than JavaScript keeps is NUMBER_ROUNDED', () => {
  deepEqual(findingsOf(inDocx('let id = 12345678901234567;')), ['NUMBER_ROUNDED 2:10']);
  deepEqual(findingsOf(inDocx('let id = 12345678901234568;')), []);
});
