import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { warningOf } from '../../../../shared/build/script-warnings.ts';
import { checkScript } from '../../../../shared/script/check/check-script.ts';
import { warningsAfterRun } from '../../../../shared/workflow/checking/after-run.ts';
import { inDocx } from '../../../support/script/found.ts';

/** The warnings of a script in whose document these lines are, from line 2 on, if Docs saves these files. */
function after(lines: string[], ...names: string[]) {
  const { findings, saves } = checkScript(inDocx(lines.join('\n')));
  return warningsAfterRun(findings.map(warningOf), saves, ['a.docx', ...names]);
}
const placesOf = (warnings: ReturnType<typeof after>) =>
  warnings.map(({ code, line, column }) => `${code} ${line}:${column}`);

test('a name that the script says and Docs did not save is FILE_RENAMED', () => {
  const lines = [
    'builder.SaveFile("docx", "letters/b.docx");',
    'builder.WriteData("c.json", "text");',
  ];

  deepEqual(after(lines, 'b.docx', 'c.json'), []);
  const [warning, ...others] = after(lines, 'c.json');
  deepEqual(others, []);
  deepEqual(warning, {
    code: 'FILE_RENAMED',
    line: 2,
    column: 1,
    detail: 'Docs saved no file named “b.docx”. It saved “a.docx”, “c.json”.',
  });
});

test('a name that the check already said to be another has one warning', () => {
  const line = `builder.SaveFile("docx", "Facture d'achat.docx");`;

  deepEqual(placesOf(after([line], 'Facture d')), ['FILE_RENAMED 2:27']);
});

test('a file that the script may save, or whose name it computes, is not missed', () => {
  const lines = [
    'if (Argument.odt) builderJS.SaveFile("odt", "b.odt");',
    'builder.SaveFile("docx", "jsValue(name)");',
  ];

  deepEqual(placesOf(after([`let name = "";`, ...lines], 'other.docx')), []);
});

test('a file that is named after the code of its name is FILE_RENAMED', () => {
  const [warning] = after(['let n = 5;', 'builder.SaveFile("docx", "jsValue(n)");'], 'jsValue(n)');

  deepEqual([warning?.code, warning?.line], ['FILE_RENAMED', 3]);
  equal(
    warning?.detail,
    'The code of this name gives no text, so the file is named “jsValue(n)”: let it give a text.',
  );
});

test('there is no FILE_OVERWRITTEN where Docs has as many files as the script saves', () => {
  const lines = ['builder.SaveFile("docx", "a.docx");'];

  deepEqual(placesOf(after(lines)), ['FILE_OVERWRITTEN 3:27']);
  deepEqual(placesOf(after(lines, 'A.docx')), []);
});
