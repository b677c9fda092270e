import { docx, ending, type FailingRow } from './parts.ts';

/** Scripts that throw: errors of the engine and of the script, and values that are no errors. */
export const THROWN: FailingRow[] = [
  ['an unknown method', 'TypeError: doc.NoSuch is not a function', docx('\n  doc.NoSuch(); /*«*/')],
  [
    'an undefined variable',
    'ReferenceError: missing is not defined',
    docx('let a = 1;\n\n\tlet b = missing; /*«*/'),
  ],
  [
    'a property of undefined',
    "TypeError: Cannot read property 'b' of undefined",
    ending('const a = {};\na.a.b; /*«*/'),
  ],
  [
    'an error that the script throws',
    'Error: no customer',
    docx('if (true) {\n  throw new Error("no customer"); /*«*/\n}'),
  ],
  [
    'a text that is thrown',
    'no customer',
    ending('function check() {\n  throw "no customer"; /*«*/\n}\ncheck();'),
  ],
  ['an object that is thrown', '{"code":7}', ending('throw { code: 7 }; /*«*/')],
  ['null that is thrown', 'null', docx('if (doc) throw null /*«*/\nelse doc = 1')],
  ['a number that is thrown', '0', docx('for (const a of [1]) throw 0; /*«*/')],
  ['undefined that is thrown', 'undefined', ending('throw undefined; /*«*/')],
  ['NaN that is thrown', 'NaN', ending('throw NaN; /*«*/')],
  [
    'an object whose message is thrown',
    'Custom: odd',
    ending('throw { name: "Custom",\nmessage: "odd" };').replace('throw', '/*«*/throw'),
  ],
  [
    'a value without a text',
    'a value without a text',
    ending('throw Object.create(null); /*«*/').replace(
      'Object.create(null)',
      '{ get message() { throw 1; } }',
    ),
  ],
  [
    'an error of a class of the script',
    'Missing: field a',
    ending(
      'class Missing extends Error {\n  constructor(field) { super("field " + field); this.name = "Missing"; } \n}\nthrow new Missing("a"); /*«*/',
    ),
  ],
  [
    'a failing call in a function',
    "TypeError: Cannot read property 'length' of null",
    ending(
      'function size(a) {\n  return a.length; /*«*/\n}\nlet n = size([]);\nconst m = size(null);',
    ),
  ],
  [
    'a recursion without an end',
    'RangeError: Maximum call stack size exceeded',
    ending('function f() { return f() + 1; } /*«*/\nf();'),
  ],
  [
    'a variable before its declaration',
    "ReferenceError: Cannot access 'b' before initialization",
    ending('const a = b; /*«*/\nlet b = 1;'),
  ],
  [
    'an assignment to a constant',
    'TypeError: Assignment to constant variable.',
    docx('const a = 1;\n  a = 2; /*«*/'),
  ],
  [
    'a pattern without a value',
    "TypeError: Cannot destructure property 'a' of 'undefined' as it is undefined.",
    ending('let x = 1;\nconst { a } = undefined; /*«*/'),
  ],
  [
    'a class of nothing',
    'TypeError: Class extends value undefined is not a constructor or null',
    ending('var Base;\nclass A extends Base {} /*«*/'),
  ],
  ['a wrong array length', 'RangeError: Invalid array length', ending('new Array(-1); /*«*/')],
  [
    'JSON that cannot be read',
    'SyntaxError: Unexpected token o in JSON at position 1',
    ending('var a;\na = JSON.parse("nope"); /*«*/'),
  ],
  [
    'a missing field of the argument',
    "TypeError: Cannot read property 'name' of undefined",
    docx('doc.GetElement(0).AddText(Argument.customer.name); /*«*/'),
  ],
  [
    'an error within the API',
    "TypeError: Cannot read property 'length' of null",
    docx('let a = 1;\ndoc.InsertContent(null); /*«*/'),
  ],
];
