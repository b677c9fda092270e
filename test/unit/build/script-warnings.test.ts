import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { MAX_SCRIPT_BYTES } from '../../../shared/build/script.ts';
import {
  argumentWarnings,
  MAX_WARNINGS,
  scriptWarnings,
} from '../../../shared/build/script-warnings.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';

const SAVE = 'builder.SaveFile("docx", "a.docx");';

const swallowedLines = (script: string) =>
  scriptWarnings(script).flatMap(({ code, line }) => (code === 'LINE_SWALLOWED' ? [line] : []));

test('code after a builder call on the same line is reported, with the line', () => {
  const script = [
    '// first',
    '  builder.CreateFile("docx"); var doc = Api.GetDocument();',
    'builder . SaveFile("docx", "a.docx") ; builder.CloseFile();',
    '\tbuilder.CloseFile(); x()',
  ].join('\r\n');

  deepEqual(swallowedLines(script), [2, 3, 4]);
  equal(
    scriptWarnings(script)[0]?.detail,
    'Docs ignores what follows builder.CreateFile(…) on its line: put it on a line of its own.',
  );
});

test('lines end with CR, LF or CR LF, as for Docs', () => {
  deepEqual(swallowedLines('a\rb\nc\r\nbuilder.CloseFile(); x'), [4]);
});

test('semicolons, white space and comments after a builder call are not reported', () => {
  for (const line of [
    SAVE,
    `${SAVE};;  `,
    `${SAVE} // and builder.CloseFile();`,
    `${SAVE} /* x */ `,
    'builder.CloseFile()',
    'builder.SaveFile("docx", "a);b.docx");',
    "builder.SaveFile('docx', 'it\\'s) a.docx');",
    'builder.OpenFile(url(1, (2)), "");',
    'builder.OpenFile(',
    'builderJS.CreateFile("docx"); x(); builderJS.SaveFile("docx", "a.docx");',
    'var x = 1; builder.CloseFile(); y();',
  ])
    deepEqual(swallowedLines(line), [], line);
});

test('a file name that is saved again is reported, with the line of the later call', () => {
  const script = [
    'builder.SaveFile("docx", "a.docx");',
    'builder.SaveFile("pdf", "a.pdf");',
    "builderJS.SaveFile('docx', 'folder/a.docx');",
    'builder.SaveFile(`docx`, `a.docx`, "params");',
  ].join('\n');

  deepEqual(scriptWarnings(script), [
    {
      code: 'FILE_OVERWRITTEN',
      line: 3,
      detail: 'A file named a.docx was saved before; only the last one is kept.',
    },
    {
      code: 'FILE_OVERWRITTEN',
      line: 4,
      detail: 'A file named a.docx was saved before; only the last one is kept.',
    },
  ]);
});

test('a call in a comment is not reported; the slashes of a URL begin no comment', () => {
  const save = 'builder.SaveFile("docx", "a.docx");';
  const saved = (line: string) => scriptWarnings(`${line}\n${save}`).map(({ line }) => line);

  deepEqual(saved(`// ${save}`), []);
  deepEqual(saved(`  x(); // builderJS.SaveFile("docx", "a.docx");`), []);
  deepEqual(saved('open("http://a"); builderJS.SaveFile("docx", "a.docx");'), [2]);
  deepEqual(saved('// a comment\nbuilderJS.SaveFile("docx", "a.docx");'), [3]);
});

test('a script without these faults has no warnings', () => {
  deepEqual(scriptWarnings(scriptOf('a.docx', 'b.pdf')), []);
});

test('a script has 100 short warnings at most, and a large one is read within two seconds of processor time', () => {
  const line = `builder.SaveFile("docx", "${'n'.repeat(3)}"); x\n`;
  const many = line.repeat(20_000);
  const long = `builder.SaveFile("docx", "${'n'.repeat(500_000)}");\n`.repeat(2);
  const method = `builder.${'m'.repeat(1_000_000)}(); x`;
  const before = process.threadCpuUsage();

  equal(scriptWarnings(many).length, MAX_WARNINGS);
  for (const warning of [...scriptWarnings(long), ...scriptWarnings(method)])
    ok(warning.detail.length < 500);
  const { user, system } = process.threadCpuUsage(before);
  ok(user + system < 2_000_000);
});

test('only the first 10,000 file names are compared', () => {
  const save = (name: number | string) => `builder.SaveFile("docx", "${name}");\n`;
  const names = Array.from({ length: 12_000 }, (_, index) => save(index)).join('');

  deepEqual(
    scriptWarnings(names + save(9_999) + save(10_000)).map(({ line }) => line),
    [12_001],
  );
});

/** Reads 20 MiB in a process with a small heap; the text itself is outside V8's heap. */
const READ_LARGE = `
  const [, folder, start, unit, end] = process.argv;
  const { readScript } = await import(folder + "/script.ts");
  const { scriptWarnings } = await import(folder + "/script-warnings.ts");
  const bytes = Buffer.alloc(${MAX_SCRIPT_BYTES}, unit);
  bytes.write(start);
  bytes.write(end, bytes.length - Buffer.byteLength(end));
  const warnings = scriptWarnings(readScript(bytes, bytes.length));
  console.log(JSON.stringify(warnings.map(({ line }) => line)));
`;

async function warnedLinesOfLarge(start: string, unit: string, end = ''): Promise<number[]> {
  const folder = import.meta.resolve('../../../shared/build');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-old-space-size=32',
    '--input-type=module',
    ...['--eval', READ_LARGE, '--', folder, start, unit, end],
  ]);
  return JSON.parse(stdout);
}

test('the warnings of a script of 20 MiB are found in little memory', async () => {
  const twice = `${SAVE}\n`.repeat(2);
  const filled = (unit: string) => warnedLinesOfLarge(twice, unit);

  deepEqual(await filled('\n'), [2]);
  deepEqual(await filled('\r\n'), [2]);
  deepEqual(await filled('x();\n'), [2]);
  deepEqual(await filled('builder\n'), [2]);
  deepEqual(await warnedLinesOfLarge(SAVE, '\n', `\n//😀\n${SAVE}`), [20_971_445]);
});

test('a script of 20 MiB is read only up to the hundredth warning', async () => {
  const first = (count: number, from: number) => Array.from({ length: count }, (_, n) => n + from);

  deepEqual(await warnedLinesOfLarge('', 'builder.SaveFile("a", "b"); x\n'), first(100, 1));
  deepEqual(await warnedLinesOfLarge('', `${SAVE}\n`), first(100, 2));
});

test('a file name of 20 MiB is read in little memory', async () => {
  const start = `${SAVE}\nbuilder.SaveFile("docx", "`;

  deepEqual(await warnedLinesOfLarge(start, '/', 'a.docx");'), [2]);
  deepEqual(await warnedLinesOfLarge(start, 'n', '");'), []);
});

test('an argument that Docs passes to the script as {} is reported, any other is not', () => {
  for (const argument of [null, 0, '', false]) {
    const [warning] = argumentWarnings(argument);
    equal(warning?.code, 'ARGUMENT_EMPTY');
    equal(
      warning?.detail,
      `Docs passes the argument ${JSON.stringify(argument)} to the script as {}.`,
    );
  }
  for (const argument of [undefined, {}, [], 1, -1, 'x', true])
    deepEqual(argumentWarnings(argument), []);
});

test('a long name in a warning is cut without half of a surrogate pair', () => {
  const [warning] = scriptWarnings(`builder.SaveFile("docx", "x${'😀'.repeat(60)}");\n`.repeat(2));

  ok(warning?.detail.isWellFormed());
});
