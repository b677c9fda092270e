import { docx, ending, type FailingRow } from './parts.ts';

/** Scripts whose error is in their syntax, or in code that is written in a rare way. */
export const WRITTEN_DIFFERENTLY: FailingRow[] = [
  [
    'a failing callback',
    'ReferenceError: nope is not defined',
    ending('[1, 2].forEach(function (n) {\n  if (n === 2)\n    nope(n); /*«*/\n});'),
  ],
  [
    'a failing arrow function',
    'TypeError: n.toUpperCase is not a function',
    ending('const f = (n) => n.toUpperCase(); /*«*/\n["a", 1].map(f);'),
  ],
  [
    'an eval that fails',
    'ReferenceError: inEval is not defined',
    docx('\neval("1;\\ninEval()"); /*«*/'),
  ],
  [
    'a strict script',
    'ReferenceError: loose is not defined',
    docx('"use strict";\nloose = 1; /*«*/').replace('var doc = Api.GetDocument();\n', ''),
  ],
  [
    'an error within the API in a callback',
    'TypeError: Cannot read property',
    docx('[1].map((n) =>\n  Api.CreateSolidFill()); /*«*/'),
  ],
  ['a syntax error', "SyntaxError: Unexpected token '='", ending('var a = 1;\n  var = 2; /*«*/')],
  [
    'a syntax error after a comment of Docs',
    "SyntaxError: Unexpected token ';'",
    `# a comment\n${docx('let a = ; /*«*/')}`,
  ],
  [
    'a name that is declared twice',
    "SyntaxError: Identifier 'a' has already been declared",
    docx('let a = 1;\nbuilder.SaveFile("docx", "b.docx");\nlet b = 2;\nconst a = 2; /*«*/'),
  ],
  [
    'an earlier error than a syntax error',
    'ReferenceError: first is not defined',
    ending('first(); /*«*/\nbuilder.SaveFile("docx", "b.docx");\nvar = 1;'),
  ],
  [
    'lines that end at CR LF',
    'ReferenceError: nope is not defined',
    docx('var a = 1;\n\n  nope(); /*«*/').replaceAll('\n', '\r\n'),
  ],
  [
    'lines that end at CR',
    'ReferenceError: nope is not defined',
    docx('var a = 1;\n\n  nope(); /*«*/').replaceAll('\n', '\r'),
  ],
  [
    'lines with U+2028',
    'ReferenceError: nope is not defined',
    ending('var a = "\u2028\u2028";\n nope(); /*«*/'),
  ],
  [
    'a shadowed name',
    'TypeError: doc is not a function',
    ending('function f(doc) {\n  return doc(); /*«*/\n}\nf(1);'),
  ],
  [
    'a generator',
    'ReferenceError: nope is not defined',
    ending('function* g() {\n  yield 1;\n  nope(); /*«*/\n}\nconst [a, b] = g();'),
  ],
  [
    'a getter',
    'Error: from a getter',
    ending('const o = {\n  get a() { throw new Error("from a getter"); }, /*«*/\n};\ndoc = o.a;'),
  ],
  [
    'a labelled loop',
    'ReferenceError: nope is not defined',
    ending(
      'outer: for (var i = 0; i < 2; i++) {\n  for (;;) { if (i) nope(); continue outer; } /*«*/\n}',
    ),
  ],
  [
    'code without semicolons',
    'TypeError: doc.NoSuch is not a function',
    docx('let a = 1\nlet b = [a]\n;[1].forEach(() => a)\ndoc.NoSuch() /*«*/'),
  ],
  [
    'an error that is thrown again',
    'Error: inner',
    ending('try {\n  throw new Error("inner"); /*«*/\n} catch (e) {\n  throw e;\n}'),
  ],
  [
    'a finally that follows an error',
    'ReferenceError: nope is not defined',
    ending('try {\n  nope(); /*«*/\n} finally {\n  doc = 1;\n}'),
  ],
  [
    'an expression of many lines',
    "TypeError: Cannot read property 'c' of undefined",
    ending('const o = {};\nconst v = [\n  1,\n  o.b.c, /*«*/\n];'),
  ],
];
