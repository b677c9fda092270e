import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { parseProgram } from '../../../shared/script/parse-program.ts';

const PROBLEMS: [text: string, offset: number, message: string][] = [
  ['var = 1;', 4, "SyntaxError: Unexpected token '='"],
  ['let a;\nlet a;', 11, "SyntaxError: Identifier 'a' has already been declared"],
  ['class A { static { a(); } }', 10, 'SyntaxError: Docs does not know static blocks of a class'],
  [
    'class A { #x; f(o) { return #x in o; } }',
    28,
    'SyntaxError: Docs does not know the operator in with a private name',
  ],
  ['a = /x/d;', 4, 'SyntaxError: Invalid regular expression flags'],
  ['import a from "b";', 0, 'SyntaxError: Cannot use import statement outside a module'],
];

for (const [text, offset, message] of PROBLEMS) {
  test(`parseProgram() finds what Docs refuses in ${JSON.stringify(text)}`, () =>
    deepEqual(parseProgram(text), { offset, message }));
}

test('parseProgram() accepts class fields, private methods, sloppy code and html comments', () => {
  const program = parseProgram(
    'class A { #x = 1; #y() {} static z; }\nwith (a) b = 010;\n<!-- c\n',
  );

  equal('body' in program && program.body.length, 2);
});

test('the message of a problem has at most 500 characters, however long the name that it quotes', () => {
  const problem = parseProgram(`let ${'a'.repeat(5_000)};\nlet ${'a'.repeat(5_000)};`);

  equal('message' in problem && problem.message.length, 500);
});
