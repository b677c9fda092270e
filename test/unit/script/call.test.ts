import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { type Call, readCall } from '../../../shared/script/call.ts';

const callOf = (text: string): Call => readCall({ line: 7, column: 3, text });

const textsOf = (line: string) => callOf(line).arguments.map(({ text }) => text);

const ARGUMENTS: [what: string, line: string, texts: string[]][] = [
  ['texts in either quotes', `builder.F("one", 'two');`, ['one', 'two']],
  [
    'no bare words, numbers and template literals',
    'builder.F(out, 12, `three`, "four");',
    ['four'],
  ],
  ['no concatenation', 'builder.F("docx", "a" + ".docx");', ['docx', '', '.docx']],
  ['a text in a comment behind the call', 'builder.F("docx"); // the "best"', ['docx', 'best']],
  [
    'an apostrophe as the end of a text',
    `builder.F("docx", "Facture d'achat.docx");`,
    ['docx', 'Facture d', ');'],
  ],
  [
    'a quote after a backslash, which stays',
    String.raw`builder.F("a\"b", "c\\");`,
    [String.raw`a\"b`, String.raw`c\\");`],
  ],
  ['a text of one byte as empty', 'builder.F("a", "é");', ['', 'é']],
  ['no empty text: later ones move up', 'builder.F("", "docx");', ['docx']],
  ['a text without its end up to the end of the line', 'builder.F("docx', ['docx']],
  ['nothing after a quote that ends the line', 'builder.F("', []],
  ['a fifth text', 'builder.F("11", "22", "33", "44", "55");', ['11', '22', '33', '44', '55']],
  ['texts before the parenthesis', 'builder."xx"F("yy");', ['xx', 'yy']],
];

for (const [what, line, texts] of ARGUMENTS) {
  test(`readCall() reads ${what} as Docs does`, () => deepEqual(textsOf(line), texts));
}

test('an argument has its place in the script and its text as it stands there', () => {
  deepEqual(callOf(`builder.F('ab', "c");`).arguments, [
    { line: 7, column: 14, source: 'ab', text: 'ab' },
    { line: 7, column: 20, source: 'c', text: '' },
  ]);
});

test('jsValue() is an expression without its last character and without backslashes before quotes', () => {
  deepEqual(callOf(String.raw`builder.F("jsValue(f(\"x\") + 1)");`).arguments[0]?.expression, {
    line: 7,
    column: 22,
    code: 'f("x") + 1',
  });
  equal(callOf('builder.F("jsValue(a.b;");').arguments[0]?.expression?.code, 'a.b');
  equal(callOf('builder.F("jsValue()");').arguments[0]?.expression, undefined);
  equal(callOf('builder.F(" jsValue(a)");').arguments[0]?.expression, undefined);
});

const NAMES: [line: string, name: string, hasParenthesis: boolean][] = [
  ['builder.SaveFile("docx");', 'SaveFile', true],
  ['builder. SaveFile ("docx");', ' SaveFile ', true],
  ['builder.SaveFile "docx";', 'SaveFile "docx";', false],
  ['builderJS.CloseFile(); more', 'CloseFile', true],
];

for (const [line, name, hasParenthesis] of NAMES) {
  test(`Docs takes ${JSON.stringify(name)} as the name of a call`, () => {
    const call = callOf(line);

    deepEqual([call.name, call.hasParenthesis], [name, hasParenthesis]);
    deepEqual([call.line, call.column, call.text], [7, 3, line]);
  });
}
