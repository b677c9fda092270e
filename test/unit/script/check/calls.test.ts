import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { detailOf, findingsOf, found, inDocx } from '../../../support/script/found.ts';

const CREATE = 'builder.CreateFile("docx");\n';
const CLOSE = '\nbuilder.CloseFile();\n';
const saved = (line: string) => `${CREATE}${line}${CLOSE}`;

test('a sound script has no findings and no error', () => {
  deepEqual(found(inDocx('Api.GetDocument().GetElement(0).AddText("a text");')), {
    findings: [],
    error: null,
  });
});

const UNREAD: [what: string, line: string, place: string][] = [
  ['a variable', 'builder.SaveFile("docx", out);', '2:1'],
  ['a sum', 'builder.SaveFile("docx", "a" + ".docx");', '2:1'],
  ['a template literal', 'builder.SaveFile("docx", `a.docx`);', '2:1'],
  ['a number', 'builder.SaveFile("docx", 5);', '2:1'],
  ['a member', 'builder.SaveFile("docx", Argument.name);', '2:1'],
];
for (const [what, line, place] of UNREAD)
  test(`${what} as an argument of a call is CALL_UNSEEN and makes the script fail`, () => {
    deepEqual(found(saved(line)), { findings: [`CALL_UNSEEN ${place}`], error: place });
  });

test('an unquoted third argument of WriteData is CALL_UNSEEN only if Docs would do something else with it', () => {
  const write = (name: string, third: string) =>
    `builder.WriteData("${name}", "data", ${third});\n`;
  const inAll = (...calls: string[]) => findingsOf(saved(calls.join('')));

  deepEqual(inAll(write('a.txt', 'false')), []);
  deepEqual(inAll(write('a.txt', '"false"'), write('a.txt', 'true')), []);
  deepEqual(inAll(write('a.txt', 'append')), ['CALL_UNSEEN 2:1']);
  // Without the argument, Docs appends to what was written before.
  deepEqual(inAll(write('a.txt', 'true'), write('b.txt', 'false')), []);
  deepEqual(inAll(write('x/a.txt', 'true'), write('a.txt', 'false')), ['CALL_UNSEEN 3:1']);
  deepEqual(inAll(write('jsValue(n)', '"true"'), write('a.txt', 'false')), ['CALL_UNSEEN 3:1']);
});

test('a call over several lines is CALL_UNSEEN at its first line', () => {
  const { findings, error } = found(saved('builder.SaveFile(\n  "docx",\n  "a.docx",\n);'));

  deepEqual([findings[0], error], ['CALL_UNSEEN 2:1', '2:1']);
});

test('a call behind other code is CALL_UNSEEN, and an error unless a branch and another save may spare it', () => {
  deepEqual(found(saved('if (Argument.x) builder.SaveFile("docx", "a.docx");')), {
    findings: ['CALL_UNSEEN 2:17'],
    error: '2:17',
  });
  deepEqual(found(inDocx('if (Argument.x) builder.SaveFile("docx", "b.docx");')), {
    findings: ['CALL_UNSEEN 2:17'],
    error: null,
  });
  deepEqual(found(saved('Api.GetDocument(); builder.SaveFile("docx", "a.docx");')), {
    findings: ['CALL_UNSEEN 2:20'],
    error: '2:20',
  });
});

test('a call that Docs does not know is CALL_UNSEEN, with the name that is near', () => {
  equal(
    detailOf(inDocx('builder.closeFile();')),
    'Docs knows no call builder.“closeFile” and ignores the line: write builder.CloseFile(.',
  );
  deepEqual(findingsOf(inDocx('builder.SaveFile ("docx", "b.docx");')), ['CALL_UNSEEN 2:1']);
});

test('more than four quoted texts on the line of a call are an error', () => {
  const line = 'builder.SaveFile("docx", "a.docx"); // "b" "c" "d"';

  deepEqual(found(saved(line)), { findings: ['CALL_UNSEEN 2:1'], error: '2:1' });
});

test('what follows a call on its line is LINE_SWALLOWED, but a comment is not', () => {
  deepEqual(findingsOf(`${CREATE}builder.SaveFile("docx", "a.docx"); builder.CloseFile();\n`), [
    'LINE_SWALLOWED 2:1',
  ]);
  deepEqual(findingsOf(saved('builder.SaveFile("docx", "a.docx"); // the best; /* one */')), []);
  deepEqual(findingsOf(saved('builder.SaveFile("docx", "a.docx"); /* the best */')), []);
});

test('a quoted text in a comment is LINE_SWALLOWED where Docs reads it as an argument', () => {
  deepEqual(findingsOf(saved('builder.SaveFile("docx", "a.docx"); // the "best" one')), [
    'LINE_SWALLOWED 2:45',
  ]);
  deepEqual(findingsOf(inDocx('let x1 = 1;').replace('docx");', 'docx"); // a "new" one')), []);
});

test('a missing argument is CALL_INCOMPLETE', () => {
  deepEqual(findingsOf(saved('builder.SaveFile("docx");')), ['CALL_INCOMPLETE 2:1']);
});

test('a text of one character is CALL_UNSEEN, because Docs reads it as empty', () => {
  deepEqual(findingsOf(saved('builder.SaveFile("docx", "a");')), ['CALL_UNSEEN 2:27']);
});

test('arguments behind the name of an input that contains a quote are not judged', () => {
  const open = `builder.OpenFile("input://l'offre.docx", "<m_sPassword>ab</m_sPassword>");`;

  deepEqual(findingsOf(`${open}\nbuilder.SaveFile("docx", "a.docx");\nbuilder.CloseFile();`), []);
});

test('jsValue is CALL_UNSEEN when its code is no JavaScript or gives no text', () => {
  deepEqual(findingsOf(saved('builder.SaveFile("docx", "jsValue(5)");')), ['CALL_UNSEEN 2:27']);
  deepEqual(findingsOf(saved('builder.SaveFile("docx", "jsValue(a +)");')), ['CALL_UNSEEN 2:27']);
  deepEqual(findingsOf(saved('builder.SaveFile("docx", "jsValue(Argument.name)");')), []);
});

test('a script whose save is behind another call fails at the line that Docs cuts', () => {
  const line = 'builder.CreateFile("docx"); builder.SaveFile("docx", "a.docx");';

  deepEqual(found(line), { findings: ['LINE_SWALLOWED 1:1'], error: '1:1' });
});
