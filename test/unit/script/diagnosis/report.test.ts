import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { instrument } from '../../../../shared/script/diagnosis/instrument.ts';
import { readReport } from '../../../../shared/script/diagnosis/report.ts';

/** A piece of an added line, two lines of the author and one more added line. */
const table = {
  pieces: [
    [null],
    [null, { line: 10, column: 3 }, { line: 12, column: 1 }, null],
    [null, { line: 20, column: 5 }],
  ],
  marks: [
    { line: 10, column: 3 },
    { line: 12, column: 1 },
  ],
  problems: { 1: 'SyntaxError: odd' },
};

const error = { m: 'Error: no', f: [], t: -1, k: 0, c: 0 };
const state = {
  e: null,
  l: [],
  z: [],
  w: [],
  u: [
    [1, '4:1:2'],
    [2, '5:7:1'],
  ],
};

const read = (report: object) => readReport(`1${JSON.stringify({ ...state, ...report })}`, table);

test('an error is where the first known line of its stack is', () => {
  const { at } = read({ e: { ...error, f: ['9:1:1', '4:1:9', '4:3:5', '4:2:1'] } }) ?? {};

  deepEqual(at, { line: 12, column: 5, message: 'Error: no' });
});

test('an error without a stack is where it was thrown, or at the statement', () => {
  deepEqual(read({ e: { ...error, t: 1 } })?.at, { line: 12, column: 1, message: 'Error: no' });
  deepEqual(read({ e: error })?.at, { line: 10, column: 3, message: 'Error: no' });
});

test('pieces that Docs joined follow each other', () => {
  const joined = { ...error, f: ['4:7:4'] };

  deepEqual(read({ e: joined })?.at, { line: 20, column: 8, message: 'Error: no' });
});

test('what was found before the run has its words', () => {
  deepEqual(read({ e: { ...error, m: '', k: 1, c: -2 } })?.at, {
    line: 12,
    column: 1,
    message: 'SyntaxError: odd',
  });
});

test('logs have their lines', () => {
  const l = [
    ['warn', ['4:2:1'], 'a'],
    ['log', [], 'b'],
  ];

  deepEqual(read({ l })?.logs, [
    { level: 'warn', line: 10, text: 'a' },
    { level: 'log', line: null, text: 'b' },
  ]);
});

test('a file that is no report is not read', () => {
  for (const text of ['', 'jsValue(GlobalVariable.a)', '1{"e":5}', '0null'])
    equal(readReport(text, table), undefined);
});

test('each piece of an instrumented script reports the number that is in its name', () => {
  const document =
    'builder.CreateFile("docx");\nfoo(1);\nbuilder.SaveFile("docx", "a.docx");\nbuilder.CloseFile();\n';
  const { script, table } = instrument(`${document}bar(2);\n${document}baz(3);\n`, {
    token: 'abc',
  });

  const numbers = [...script.matchAll(/\$abc\.u\((\d+)\);[\s\S]*?sourceURL=abc_(\d+)/g)];

  deepEqual(
    numbers.map(([, reported, named]) => reported === named),
    [true, true, true, true],
  );
  deepEqual(
    numbers.map(([, , named]) => table.pieces[Number(named)]?.find((place) => place)?.line),
    [2, 5, 7, 10],
  );
});

test('an instrumented script has no line that only Docs would drop or carry out', () => {
  const { script } = instrument('builder.CreateFile("docx");\nfoo(); builder.SaveFile("a");\n', {
    token: 'abc',
  });

  ok(script.includes('\n/**/builder.SaveFile("a");\n'), script);
});

test('a file that Docs could not open is named, without the query of its address', () => {
  const opened = { ...error, m: 'https://a.example/b.docx?secret=1', c: -3 };

  const { at, unopened } = read({ e: opened }) ?? {};

  deepEqual(at, {
    line: 10,
    column: 3,
    message:
      'builder.OpenFile: Docs cannot open “https://a.example/b.docx”. Docs did not get the file, or it is damaged, no office file, or locked with a password.',
  });
  deepEqual(unopened, { address: 'https://a.example/b.docx?secret=1', hasPassword: false });
});
