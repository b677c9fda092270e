import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { Part } from '../../../shared/script/read-parts.ts';
import { readParts, textOf } from '../../../shared/script/read-parts.ts';

/** A call as `line:name`, a piece as its kept lines with `line:column` before each. */
function shown(part: Part): string {
  if (part.part === 'call') return `${part.line}:${part.name}`;
  return part.lines.map(({ line, column, text }) => `${line}:${column} ${text}`).join(' | ');
}

const partsOf = (script: string) => readParts(script).parts.map(shown);

const READINGS: [what: string, script: string, parts: string[]][] = [
  [
    'calls and the piece between them',
    'builder.A();\nlet a;\nlet b;\nbuilder.B();',
    ['1:A', '2:1 let a; | 3:1 let b;', '4:B'],
  ],
  [
    'lines that end at CR, LF and CR LF',
    'a1\rb2\nc3\r\nd4\n\re5',
    ['1:1 a1 | 2:1 b2 | 3:1 c3 | 4:1 d4 | 6:1 e5'],
  ],
  [
    'no end of a line at U+2028, U+2029, VT and FF',
    'a\u2028builder.A()\u2029b\vc\fd',
    ['1:1 a\u2028builder.A()\u2029b\vc\fd'],
  ],
  ['lines without their indentation of blanks and tabs', ' \t a \t\n\t\tb', ['1:4 a \t | 2:3 b']],
  [
    'no indentation of other white space',
    '\u00A0a\n\vbuilder.A();',
    ['1:1 \u00A0a | 2:1 \vbuilder.A();'],
  ],
  ['no empty lines', 'a\n\n  \t\n\nb', ['1:1 a | 5:1 b']],
  [
    'no lines that begin with #, also in a template literal',
    'a = `\n  # Title\n  text\n`;',
    ['1:1 a = ` | 3:3 text | 4:1 `;'],
  ],
  ['the script up to its first NUL', 'a;\nb\0c;\nbuilder.A();', ['1:1 a; | 2:1 b']],
  ['no byte order mark at the start', '\uFEFFbuilder.A();\na', ['1:A', '2:1 a']],
  [
    'a byte order mark later as part of its line',
    'a\n\uFEFFbuilder.A();',
    ['1:1 a | 2:1 \uFEFFbuilder.A();'],
  ],
  [
    'a call within a block and a comment',
    'if (x) {\n  builder.A();\n}\n/*\nbuilder.B();\n*/',
    ['1:1 if (x) {', '2:A', '3:1 } | 4:1 /*', '5:B', '6:1 */'],
  ],
  ['a call that ends the line before it', 'foo();builder.A();', ['1:1 foo();builder.A();']],
  ['builder. alone as JavaScript', 'builder.\nA();', ['1:1 builder. | 2:1 A();']],
  ['builder. and one character as a call', 'builder.x', ['1:x']],
  [
    'blanks in a call as JavaScript, or as part of its name',
    'builder .A();\nbuilder. A();\nbuilder.A ();',
    ['1:1 builder .A();', '2: A', '3:A '],
  ],
  [
    'builderJS.CloseFile() as a call',
    'builderJS.CloseFile();\n  builderJS.CloseFile()+1',
    ['1:CloseFile', '2:CloseFile'],
  ],
  [
    'other calls of builderJS as JavaScript',
    'builderJS.CreateFile("docx");\nbuilderJS.CloseFile ();\nbuilderJS.CloseFile(1)',
    [
      '1:1 builderJS.CreateFile("docx"); | 2:1 builderJS.CloseFile (); | 3:1 builderJS.CloseFile(1)',
    ],
  ],
  ['an empty script', '', []],
  ['a script of white space', ' \n\t\r\n', []],
];

for (const [what, script, parts] of READINGS) {
  test(`readParts() reads ${what} as Docs does`, () => deepEqual(partsOf(script), parts));
}

test('a piece is joined from its kept lines, and its last line ends', () => {
  const [piece] = readParts('  a = 1;\n\n# note\n\tb = 2;').parts;

  equal(piece?.part === 'piece' && textOf(piece), 'a = 1;\nb = 2;\n');
});

test('Docs does not run a piece of fewer than seven characters, its last line end counted', () => {
  const isRun = (script: string) => {
    const [piece] = readParts(script).parts;
    return piece?.part === 'piece' && piece.isRun;
  };

  equal(isRun('go();'), false);
  equal(isRun('  go();  '), true);
  equal(isRun('goo();'), true);
  equal(isRun('a\nb\nc'), false);
  equal(isRun('a\nb\nc\nd'), true);
  equal(isRun('😀😀😀'), false);
});

test('readParts() lists the lines that begin with #', () => {
  deepEqual(readParts('# one\na\n  #two\nbuilder.A(); # three').dropped, [
    { line: 1, text: '# one' },
    { line: 3, text: '#two' },
  ]);
});

test('a script of a million lines is read', () => {
  equal(partsOf('x;\n'.repeat(1_000_000)).length, 1);
});
