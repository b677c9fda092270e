import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import {
  argumentWarnings,
  MAX_INLINE_SCRIPT_BYTES,
  MAX_SCRIPT_BYTES,
  MAX_WARNINGS,
  readScript,
  scriptWarnings,
  syntaxErrorIn,
} from '../../../shared/build/script.ts';
import { GatewayError } from '../../../shared/errors.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';

const SAVE = 'builder.SaveFile("docx", "a.docx");';

const invalid = (rule: string) => ({
  code: 'SCRIPT_INVALID',
  message: `The script ${rule}.`,
  details: { errors: [{ pointer: '/script', detail: rule }] },
});

test('the limits are 1 MiB inline and 20 MiB by URL or upload', () => {
  equal(MAX_INLINE_SCRIPT_BYTES, 1_048_576);
  equal(MAX_SCRIPT_BYTES, 20_971_520);
});

test('a script is read as it arrived, with its byte order mark and its line ends', () => {
  const script = `\uFEFFbuilder.CreateFile("docx");\r\n${SAVE}\r\n// Grüße 😀`;

  equal(readScript(script, 1000), script);
  equal(readScript(Buffer.from(script), 1000), script);
});

test('the limit counts bytes, and one more is too many', () => {
  const script = `${SAVE}//é`;
  const bytes = Buffer.byteLength(script);

  equal(readScript(script, bytes), script);
  throws(() => readScript(script, bytes - 1), {
    code: 'SCRIPT_TOO_LARGE',
    message: `The script has ${bytes} bytes; the limit is ${bytes - 1}.`,
  });
  throws(() => readScript(Buffer.from(script), bytes - 1), { code: 'SCRIPT_TOO_LARGE' });
});

test('a script of nothing but blanks is empty', () => {
  for (const script of ['', ' ', '\n\t\r\n', '\uFEFF', '\u00A0'])
    throws(() => readScript(script, 100), invalid('is empty'));
});

test('a script that is not UTF-8 is refused', () => {
  throws(() => readScript(Buffer.from([...Buffer.from(SAVE), 0xff]), 100), {
    code: 'SCRIPT_INVALID',
    message: 'The script is not UTF-8.',
  });
  throws(() => readScript(Buffer.from(SAVE, 'utf16le'), 100), { code: 'SCRIPT_INVALID' });
  throws(() => readScript(`${SAVE}"\ud800"`, 100), invalid('is not UTF-8'));
});

test('a script with a NUL, or without SaveFile, is refused', () => {
  throws(() => readScript(`${SAVE}\0`, 100), invalid('holds a NUL character'));
  throws(
    () => readScript('builder.CreateFile("docx");', 100),
    invalid('never calls SaveFile, so that it cannot give a file'),
  );
});

test('whatever bytes come, the answer is the text or a refusal', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        deepEqual(Buffer.from(readScript(bytes, 100)), Buffer.from(bytes));
      } catch (error) {
        ok(error instanceof GatewayError);
      }
    }),
  );
});

const swallowedLines = (script: string) =>
  scriptWarnings(script).flatMap(({ code, line }) => (code === 'LINE_SWALLOWED' ? [line] : []));

test('what follows a builder call on its line is told of, with the line', () => {
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

test('lines end as Docs ends them, in all three ways', () => {
  deepEqual(swallowedLines('a\rb\nc\r\nbuilder.CloseFile(); x'), [4]);
});

test('semicolons, blanks and comments behind a call are nothing to tell of', () => {
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

test('a name that is saved again is told of, with the line of the later one', () => {
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
      detail: 'A file of the name a.docx was saved before: the last one is kept.',
    },
    {
      code: 'FILE_OVERWRITTEN',
      line: 4,
      detail: 'A file of the name a.docx was saved before: the last one is kept.',
    },
  ]);
});

test('a save in a comment writes nothing over; what follows an address is no comment', () => {
  const save = 'builder.SaveFile("docx", "a.docx");';
  const saved = (line: string) => scriptWarnings(`${line}\n${save}`).map(({ line }) => line);

  deepEqual(saved(`// ${save}`), []);
  deepEqual(saved(`  x(); // builderJS.SaveFile("docx", "a.docx");`), []);
  deepEqual(saved('open("http://a"); builderJS.SaveFile("docx", "a.docx");'), [2]);
  deepEqual(saved('// a note\nbuilderJS.SaveFile("docx", "a.docx");'), [3]);
});

test('an ordinary script has no warnings', () => {
  deepEqual(scriptWarnings(scriptOf('a.docx', 'b.pdf')), []);
});

test('warnings are few and short whatever the script, and a large one costs little time', () => {
  const line = `builder.SaveFile("docx", "${'n'.repeat(3)}"); x\n`;
  const many = line.repeat(20_000);
  const long = `builder.SaveFile("docx", "${'n'.repeat(500_000)}");\n`.repeat(2);
  const method = `builder.${'m'.repeat(1_000_000)}(); x`;
  const since = process.cpuUsage();

  equal(scriptWarnings(many).length, MAX_WARNINGS);
  for (const warning of [...scriptWarnings(long), ...scriptWarnings(method)])
    ok(warning.detail.length < 500);
  ok(process.cpuUsage(since).user < 2_000_000); // microseconds; other processes do not count
});

test('the first ten thousand names are remembered, be there ever so many', () => {
  const save = (name: number | string) => `builder.SaveFile("docx", "${name}");\n`;
  const names = Array.from({ length: 12_000 }, (_, index) => save(index)).join('');

  deepEqual(
    scriptWarnings(names + save(9_999) + save(10_000)).map(({ line }) => line),
    [12_001],
  );
});

/** Reads 20 MiB in a process that has room for little more than the text, which lies beside V8's heap. */
const READ_LARGE = `
  const { readScript, scriptWarnings } = await import(process.argv[1]);
  const [, , start, unit, end] = process.argv;
  const bytes = Buffer.alloc(${MAX_SCRIPT_BYTES}, unit);
  bytes.write(start);
  bytes.write(end, bytes.length - Buffer.byteLength(end));
  const warnings = scriptWarnings(readScript(bytes, bytes.length));
  console.log(JSON.stringify(warnings.map(({ line }) => line)));
`;

async function linesToldOfLarge(start: string, unit: string, end = ''): Promise<number[]> {
  const script = import.meta.resolve('../../../shared/build/script.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-old-space-size=32',
    '--input-type=module',
    ...['--eval', READ_LARGE, '--', script, start, unit, end],
  ]);
  return JSON.parse(stdout);
}

test('a script of 20 MiB is read for warnings in little memory, whatever stands in it', async () => {
  const twice = `${SAVE}\n`.repeat(2);
  const filled = (unit: string) => linesToldOfLarge(twice, unit);

  deepEqual(await filled('\n'), [2]);
  deepEqual(await filled('\r\n'), [2]);
  deepEqual(await filled('x();\n'), [2]);
  deepEqual(await filled('builder\n'), [2]);
  deepEqual(await linesToldOfLarge(SAVE, '\n', `\n//😀\n${SAVE}`), [20_971_445]);
});

test('a script of 20 MiB with more to tell of than is told is not read to its end', async () => {
  const first = (count: number, from: number) => Array.from({ length: count }, (_, n) => n + from);

  deepEqual(await linesToldOfLarge('', 'builder.SaveFile("a", "b"); x\n'), first(100, 1));
  deepEqual(await linesToldOfLarge('', `${SAVE}\n`), first(100, 2));
});

test('a name of 20 MiB is no more than a name', async () => {
  const start = `${SAVE}\nbuilder.SaveFile("docx", "`;

  deepEqual(await linesToldOfLarge(start, '/', 'a.docx");'), [2]);
  deepEqual(await linesToldOfLarge(start, 'n', '");'), []);
});

test('an argument that reaches the script as {} is told of, any other is not', () => {
  for (const argument of [null, 0, '', false]) {
    const [warning] = argumentWarnings(argument);
    equal(warning?.code, 'ARGUMENT_EMPTY');
    equal(
      warning?.detail,
      `Docs hands the argument ${JSON.stringify(argument)} to the script as {}.`,
    );
  }
  for (const argument of [undefined, {}, [], 1, -1, 'x', true])
    deepEqual(argumentWarnings(argument), []);
});

test('the line of a syntax error is found', () => {
  deepEqual(syntaxErrorIn('builder.CreateFile("docx");\nvar = 1;\n'), {
    line: 2,
    message: "SyntaxError: Unexpected token '='",
  });
  equal(syntaxErrorIn(`\uFEFF${scriptOf('a.docx')}`), null);
});

test('a script that names its own source hides no line', () => {
  equal(syntaxErrorIn('a;\nb;\nvar = 1;\n//# sourceURL=elsewhere:99.js')?.line, 3);
});

test('a syntax error quotes nothing of the script', () => {
  const scripts = ['let secret = 1;\nlet secret = 2;', 'x = /(secret/;', "y = 'secret", 'a secret'];
  for (const script of scripts) {
    const error = syntaxErrorIn(script);
    ok(error?.message.startsWith('SyntaxError: '));
    ok(!error?.message.includes('secret'), error?.message);
  }
});

test('a script that cannot be compiled to its end has no line to point at', () => {
  equal(syntaxErrorIn(`${'('.repeat(100_000)}`), null);
  equal(syntaxErrorIn('var = 1;'.padEnd(512 * 1024 + 1)), null);
  equal(syntaxErrorIn('var = 1;'.padEnd(512 * 1024))?.line, 1);
});

test('looking for a syntax error runs nothing', () => {
  equal(syntaxErrorIn('globalThis.wasRun = true; for(;;);'), null);
  equal('wasRun' in globalThis, false);
});
