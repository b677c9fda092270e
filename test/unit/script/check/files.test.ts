import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { scriptFiles } from '../../../../shared/build/script-files.ts';
import { detailOf, findingsOf, found, inDocx } from '../../../support/script/found.ts';

const saving = (call: string) => `builder.CreateFile("docx");\n${call}\nbuilder.CloseFile();\n`;

for (const format of ['doc', 'ppt', 'pdfa', 'xps', 'djvu', 'mhtml', 'json', 'xlsx', 'pptx', 'foo'])
  test(`saving a text document as ${format} is FORMAT_UNKNOWN and an error`, () => {
    deepEqual(found(saving(`builder.SaveFile("${format}", "a.${format}");`)), {
      findings: ['FORMAT_UNKNOWN 2:19'],
      error: '2:19',
    });
  });

for (const format of ['docx', 'odt', 'rtf', 'txt', 'html', 'pdf', 'png', 'epub', 'md'])
  test(`saving a text document as ${format} is sound`, () => {
    deepEqual(findingsOf(saving(`builder.SaveFile("${format}", "a.${format}");`)), []);
  });

test('an unknown kind of document is FORMAT_UNKNOWN, with the kind that is near', () => {
  const script = 'builder.CreateFile("dox");\nbuilder.SaveFile("docx", "a.docx");\n';

  equal(detailOf(script), 'Docs creates no document of the kind “dox”: write docx.');
  equal(found(script).error, '1:21');
});

test('a path where Docs needs an address is INPUT_UNREAD', () => {
  const script = 'builder.OpenFile("template.docx");\nbuilder.SaveFile("docx", "a.docx");\n';

  deepEqual(found(script), { findings: ['INPUT_UNREAD 1:19'], error: '1:19' });
  deepEqual(findingsOf(script.replace('template', 'input://template')), []);
  deepEqual(findingsOf(script.replace('template.docx', 'jsValue(Argument.url)')), []);
});

test('a document that is still open when the next begins is DOCUMENT_NOT_CLOSED', () => {
  const one = 'builder.CreateFile("docx");\nbuilder.SaveFile("docx", "a.docx");\n';

  deepEqual(findingsOf(one + one.replace('a.docx', 'b.docx')), ['DOCUMENT_NOT_CLOSED 3:1']);
});

test('a save without an open document is DOCUMENT_NOT_OPEN', () => {
  deepEqual(found('builder.SaveFile("docx", "a.docx");\n'), {
    findings: ['DOCUMENT_NOT_OPEN 1:1'],
    error: '1:1',
  });
});

test('a name with a quote is FILE_RENAMED, for Docs ends it there', () => {
  const script = saving('builder.SaveFile("docx", "Facture d\'achat.docx");');

  deepEqual(findingsOf(script), ['FILE_RENAMED 2:27']);
  deepEqual(scriptFiles(script).outputs, [{ name: 'Facture d', format: 'docx', line: 2 }]);
});

for (const name of ['50%off.docx', 'a#b.docx', 'what?.docx', '.hidden'])
  test(`the name ${name} is FILE_NAME_INVALID`, () => {
    deepEqual(found(saving(`builder.SaveFile("docx", "${name}");`)), {
      findings: ['FILE_NAME_INVALID 2:27'],
      error: '2:27',
    });
  });

test('a name that is saved twice is FILE_OVERWRITTEN, and a computed one is not', () => {
  const twice = (name: string) =>
    saving(`builder.SaveFile("docx", "${name}");\nbuilder.SaveFile("docx", "${name}");`);

  deepEqual(findingsOf(twice('a.docx')), ['FILE_OVERWRITTEN 3:27']);
  deepEqual(findingsOf(twice('jsValue(name())')), []);
});

test('a script that saves nothing is NOTHING_SAVED, and one that writes data is not', () => {
  deepEqual(found(saving('')), { findings: ['NOTHING_SAVED'], error: 'nowhere' });
  const written = 'builder.WriteData("x.json", "jsValue(GlobalVariable.x)", "false");';
  deepEqual(findingsOf(saving(written)), []);
  deepEqual(findingsOf(inDocx('').replaceAll('builder.SaveFile', 'if (1) builderJS.SaveFile')), []);
});

test('inputs and outputs of a script are listed, computed names as null', () => {
  const script = inDocx(
    'Api.CreateImage("input://logo.png", 1, 1);\nbuilder.SaveFile("pdf", "jsValue(Argument.name)");',
  );

  const { inputs, outputs } = scriptFiles(script);

  deepEqual(
    inputs.map(({ name }) => name),
    ['logo.png'],
  );
  deepEqual(outputs, [
    { name: null, format: 'pdf', line: 3 },
    { name: 'a.docx', format: 'docx', line: 4 },
  ]);
});
