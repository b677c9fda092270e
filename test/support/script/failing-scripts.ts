/** A script that fails in Docs, and the line that is to blame: the one with `«`, which is a comment. */
export type FailingScript = {
  what: string;
  script: string;
  line: number;
  /** What its message begins with. */
  message: string;
};

const MARK = '/*«*/';

/** A docx whose JavaScript is the body. */
const docx = (body: string) =>
  `builder.CreateFile("docx");\nvar doc = Api.GetDocument();\n${body}\nbuilder.SaveFile("docx", "a.docx");\nbuilder.CloseFile();\n`;

const xlsx = (body: string) =>
  `builder.CreateFile("xlsx");\n${body}\nbuilder.SaveFile("xlsx", "a.xlsx");\nbuilder.CloseFile();\n`;

const GOOD = docx('doc.GetElement(0).AddText("one");');

const SCRIPTS: [what: string, message: string, script: string][] = [
  ['an unknown method', 'TypeError: doc.NoSuch is not a function', docx('\n  doc.NoSuch(); /*«*/')],
  [
    'an undefined variable',
    'ReferenceError: missing is not defined',
    docx('let a = 1;\n\n\tlet b = missing; /*«*/'),
  ],
  [
    'a property of undefined',
    "TypeError: Cannot read property 'b' of undefined",
    docx('const a = {};\na.a.b; /*«*/'),
  ],
  [
    'an error that the script throws',
    'Error: no customer',
    docx('if (true) {\n  throw new Error("no customer"); /*«*/\n}'),
  ],
  [
    'a text that is thrown',
    'no customer',
    docx('function check() {\n  throw "no customer"; /*«*/\n}\ncheck();'),
  ],
  ['an object that is thrown', '{"code":7}', docx('throw { code: 7 }; /*«*/')],
  ['null that is thrown', 'null', docx('if (doc) throw null /*«*/\nelse doc = 1')],
  ['a number that is thrown', '0', docx('for (const a of [1]) throw 0; /*«*/')],
  ['undefined that is thrown', 'undefined', docx('throw undefined; /*«*/')],
  ['NaN that is thrown', 'NaN', docx('throw NaN; /*«*/')],
  [
    'an object whose message is thrown',
    'Custom: odd',
    docx('throw { name: "Custom",\nmessage: "odd" };').replace('throw', '/*«*/throw'),
  ],
  [
    'a value without a text',
    'a value without a text',
    docx('throw Object.create(null); /*«*/').replace(
      'Object.create(null)',
      '{ get message() { throw 1; } }',
    ),
  ],
  [
    'an error of a class of the script',
    'Missing: field a',
    docx(
      'class Missing extends Error {\n  constructor(field) { super("field " + field); this.name = "Missing"; } \n}\nthrow new Missing("a"); /*«*/',
    ),
  ],
  [
    'a failing call in a function',
    "TypeError: Cannot read property 'length' of null",
    docx(
      'function size(a) {\n  return a.length; /*«*/\n}\nlet n = size([]);\nconst m = size(null);',
    ),
  ],
  [
    'a failing callback',
    'ReferenceError: nope is not defined',
    docx('[1, 2].forEach(function (n) {\n  if (n === 2)\n    nope(n); /*«*/\n});'),
  ],
  [
    'a failing arrow function',
    'TypeError: n.toUpperCase is not a function',
    docx('const f = (n) => n.toUpperCase(); /*«*/\n["a", 1].map(f);'),
  ],
  [
    'a recursion without an end',
    'RangeError: Maximum call stack size exceeded',
    docx('function f() { return f() + 1; } /*«*/\nf();'),
  ],
  [
    'a variable before its declaration',
    "ReferenceError: Cannot access 'b' before initialization",
    docx('const a = b; /*«*/\nlet b = 1;'),
  ],
  [
    'an assignment to a constant',
    'TypeError: Assignment to constant variable.',
    docx('const a = 1;\n  a = 2; /*«*/'),
  ],
  [
    'a pattern without a value',
    "TypeError: Cannot destructure property 'a' of 'undefined' as it is undefined.",
    docx('let x = 1;\nconst { a } = undefined; /*«*/'),
  ],
  [
    'a class of nothing',
    'TypeError: Class extends value undefined is not a constructor or null',
    docx('var Base;\nclass A extends Base {} /*«*/'),
  ],
  ['a wrong array length', 'RangeError: Invalid array length', docx('new Array(-1); /*«*/')],
  [
    'JSON that cannot be read',
    'SyntaxError: Unexpected token o in JSON at position 1',
    docx('var a;\na = JSON.parse("nope"); /*«*/'),
  ],
  [
    'an eval that fails',
    'ReferenceError: inEval is not defined',
    docx('\neval("1;\\ninEval()"); /*«*/'),
  ],
  [
    'a missing field of the argument',
    "TypeError: Cannot read property 'name' of undefined",
    docx('doc.GetElement(0).AddText(Argument.customer.name); /*«*/'),
  ],
  [
    'a strict script',
    'ReferenceError: loose is not defined',
    docx('"use strict";\nloose = 1; /*«*/').replace('var doc = Api.GetDocument();\n', ''),
  ],
  [
    'an error within the API',
    "TypeError: Cannot read property 'length' of null",
    docx('let a = 1;\ndoc.InsertContent(null); /*«*/'),
  ],
  [
    'an error within the API in a callback',
    'TypeError: Cannot read property',
    docx('[1].map((n) =>\n  Api.CreateSolidFill()); /*«*/'),
  ],
  [
    'an error in the second document',
    'ReferenceError: second is not defined',
    `${GOOD}${docx('second(); /*«*/')}`,
  ],
  [
    'an error before the first document',
    'ReferenceError: early is not defined',
    `// first\nvar a = early; /*«*/\n${GOOD}`,
  ],
  [
    'an error between documents',
    'ReferenceError: between is not defined',
    `${GOOD}between(); /*«*/\n${GOOD}`,
  ],
  [
    'an error after the last call',
    'ReferenceError: late is not defined',
    `${GOOD}\n\n  late(); /*«*/\n`,
  ],
  [
    'an error in a function of an earlier piece',
    'ReferenceError: nope is not defined',
    docx(
      'function f() {\n nope(); /*«*/\n}\nbuilder.SaveFile("docx", "first.docx");\nf(); // again',
    ),
  ],
  [
    'an error in an xlsx',
    'TypeError: sheet.NoSuch is not a function',
    xlsx(
      'const sheet = Api.GetActiveSheet();\nsheet.GetRange("A1").SetValue(1);\nsheet.NoSuch(); /*«*/',
    ),
  ],
  [
    'a name that the engine has in a pptx',
    "SyntaxError: Identifier 'x' has already been declared",
    'builder.CreateFile("pptx");\nvar a = Api.GetPresentation();\nlet x = 1; /*«*/\nbuilder.SaveFile("pptx", "a.pptx");\nbuilder.CloseFile();\n',
  ],
  [
    'an error before a name that the engine has',
    'ReferenceError: missing is not defined',
    'builder.CreateFile("pptx");\nmissing(); /*«*/\nbuilder.SaveFile("pptx", "a.pptx");\nlet x = 1;\nbuilder.CloseFile();\n',
  ],
  [
    'a name that the engine has in the next document with JavaScript',
    "SyntaxError: Identifier 'x' has already been declared",
    'let x = 1; /*«*/\nbuilder.CreateFile("docx");\nbuilder.SaveFile("docx", "b.docx");\nbuilder.CloseFile();\nbuilder.CreateFile("pptx");\nApi.GetPresentation();\nbuilder.SaveFile("pptx", "a.pptx");\nbuilder.CloseFile();\n',
  ],
  [
    'an error in a pptx',
    'TypeError',
    docx('')
      .replaceAll('docx', 'pptx')
      .replace(
        'Api.GetDocument();',
        'Api.GetPresentation();\n\ndoc.GetSlideByIndex(0).NoSuch(); /*«*/',
      ),
  ],
  ['a syntax error', "SyntaxError: Unexpected token '='", docx('var a = 1;\n  var = 2; /*«*/')],
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
    docx('first(); /*«*/\nbuilder.SaveFile("docx", "b.docx");\nvar = 1;'),
  ],
  [
    'a format that Docs cannot save',
    'builder.SaveFile: Docs cannot save a document of this kind in this format.',
    docx('').replace('SaveFile("docx", "a.docx");', 'SaveFile("pdfa", "a.pdf"); /*«*/'),
  ],
  [
    'a document in a format of another kind',
    'builder.SaveFile: Docs cannot save a document of this kind in this format.',
    docx('').replace('SaveFile("docx", "a.docx");', 'SaveFile("xlsx", "a.xlsx"); /*«*/'),
  ],
  [
    'a save without a document',
    'builder.SaveFile: no document is open.',
    `${GOOD}builder.SaveFile("docx", "b.docx"); /*«*/\n`,
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
    docx('var a = "\u2028\u2028";\n nope(); /*«*/'),
  ],
  [
    'a shadowed name',
    'TypeError: doc is not a function',
    docx('function f(doc) {\n  return doc(); /*«*/\n}\nf(1);'),
  ],
  [
    'a generator',
    'ReferenceError: nope is not defined',
    docx('function* g() {\n  yield 1;\n  nope(); /*«*/\n}\nconst [a, b] = g();'),
  ],
  [
    'a getter',
    'Error: from a getter',
    docx('const o = {\n  get a() { throw new Error("from a getter"); }, /*«*/\n};\ndoc = o.a;'),
  ],
  [
    'a labelled loop',
    'ReferenceError: nope is not defined',
    docx(
      'outer: for (var i = 0; i < 2; i++) {\n  for (;;) { if (i) nope(); continue outer; } /*«*/\n}',
    ),
  ],
  [
    'a loop with builderJS',
    'ReferenceError: nope is not defined',
    'for (let i = 0; i < 1; i++) {\n  builderJS.CreateFile("docx");\n  nope(); /*«*/\n}\n',
  ],
  [
    'code without semicolons',
    'TypeError: doc.NoSuch is not a function',
    docx('let a = 1\nlet b = [a]\n;[1].forEach(() => a)\ndoc.NoSuch() /*«*/'),
  ],
  [
    'an error that is thrown again',
    'Error: inner',
    docx('try {\n  throw new Error("inner"); /*«*/\n} catch (e) {\n  throw e;\n}'),
  ],
  [
    'a finally that follows an error',
    'ReferenceError: nope is not defined',
    docx('try {\n  nope(); /*«*/\n} finally {\n  doc = 1;\n}'),
  ],
  [
    'an expression of many lines',
    "TypeError: Cannot read property 'c' of undefined",
    docx('const o = {};\nconst v = [\n  1,\n  o.b.c, /*«*/\n];'),
  ],
  [
    'GlobalVariable that cannot be serialised',
    'ReferenceError: nope is not defined',
    `${docx('GlobalVariable.self = GlobalVariable;')}${docx('nope(); /*«*/')}`,
  ],
  [
    'GlobalVariable that is no object',
    'Error: 7',
    `${docx('GlobalVariable = 7;')}${docx('throw new Error(GlobalVariable); /*«*/')}`,
  ],
];

/** Scripts that fail, of every kind that an author of scripts meets. */
export const FAILING_SCRIPTS: FailingScript[] = SCRIPTS.map(([what, message, script]) => ({
  what,
  message,
  script,
  line: script.slice(0, script.indexOf(MARK)).split(/\r\n|\r|\n/).length,
}));
