import { deepEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { scriptFiles } from '../../../shared/build/script-files.ts';

const outputs = (...lines: string[]) => scriptFiles(lines.join('\n')).outputs;

test('the files that a script saves are listed with their lines', () => {
  deepEqual(
    outputs(
      'builder.CreateFile("docx");',
      'builder.SaveFile("docx", "a.docx");',
      '  builder.SaveFile(\'pdf\', "letters/b.pdf");',
      'builder.WriteData("keys.json", "jsValue(text)");',
      '// builderJS.SaveFile("odt", "comment.odt");',
      'if (Argument.odt) builderJS.SaveFile("odt", `c.odt`);',
      'builder.CloseFile();',
    ),
    [
      { name: 'a.docx', format: 'docx', line: 2 },
      { name: 'b.pdf', format: 'pdf', line: 3 },
      { name: 'keys.json', format: null, line: 4 },
      { name: 'c.odt', format: 'odt', line: 6 },
    ],
  );
});

test('a name or a format that the script computes is null', () => {
  deepEqual(
    outputs(
      'builder.SaveFile("docx", "jsValue(name)");',
      'builder.SaveFile("jsValue(format)", "a.docx");',
      'builderJS.SaveFile("docx", name);',
      `builderJS.SaveFile(format, \`$\{name}.docx\`);`,
      'builder.SaveFile();',
    ),
    [
      { name: null, format: 'docx', line: 1 },
      { name: 'a.docx', format: null, line: 2 },
      { name: null, format: 'docx', line: 3 },
      { name: null, format: null, line: 4 },
      { name: null, format: null, line: 5 },
    ],
  );
});

test('code that is no JavaScript, or is nested too deeply, has no outputs', () => {
  deepEqual(outputs('builderJS.SaveFile("docx", "a.docx"'), []);
  deepEqual(outputs(`builderJS.SaveFile(${'('.repeat(100_000)}`), []);
});

test('the files that a script reads are listed once, with the line that names them first', () => {
  const script = [
    'builder.OpenFile("input://letter.docx");',
    'Api.CreateImage("input://logo.png", 1, 1);',
    'Api.CreateImage("input://logo.png", 1, 1);',
  ];

  deepEqual(scriptFiles(script.join('\n')).inputs, [
    { name: 'letter.docx', line: 1 },
    { name: 'logo.png', line: 2 },
  ]);
});

test('the sample invoice reads its letterhead and saves two files', () => {
  const script = readFileSync('infra/local/samples/templates/invoice.docbuilder', 'utf8');

  deepEqual(scriptFiles(script), {
    inputs: [{ name: 'letterhead.png', line: 81 }],
    outputs: [
      { name: 'invoice.docx', format: 'docx', line: 179 },
      { name: 'invoice.pdf', format: 'pdf', line: 180 },
    ],
  });
});
