import { readFileSync } from 'node:fs';
import { sampleArgument } from '../../../infra/local/samples/sample-files.ts';

/** A script that succeeds in Docs, although it does odd things. */
export type SoundScript = { what: string; script: string; argument?: unknown };

/** A document whose text is what the body gives to `say`. */
const saying = (body: string) =>
  `builder.CreateFile("docx");\nfunction say(text) {\n  Api.GetDocument().GetElement(0).AddText(String(text));\n}\n${body}\nbuilder.SaveFile("txt", "said.txt");\nbuilder.CloseFile();\n`;

/** A text of what the body gives to `say`, written by a presentation, the editor that opens first. */
const telling = (body: string) =>
  `builder.CreateFile("pptx");\nvar heard = "";\nfunction say(text) {\n  heard += text + "\\n";\n}\n${body}\nbuilder.WriteData("said.txt", "jsValue(heard)");\nbuilder.CloseFile();\n`;

const TRICKY: [what: string, script: string][] = [
  [
    'variables of every kind over pieces',
    `${saying('var a = 1;\nlet b = 2;\nconst c = [3];\nclass D { static e = 4; }\nbuilder.SaveFile("txt", "first.txt");\nsay([a, b, c, D.e]);')}`,
  ],
  [
    'a function that is used before it is declared',
    telling('say(late());\nfunction late() { return "late"; }'),
  ],
  [
    'names of functions and classes',
    telling(
      'const f = () => 1, g = function () {}, C = class {}, E = class extends C {};\nsay([f.name, g.name, C.name, E.name]);',
    ),
  ],
  [
    'patterns',
    saying(
      'const { a, b: [c, ...d], ...rest } = { a: 1, b: [2, 3, 4], e: 5 }, [x = 9] = [];\nsay(JSON.stringify([a, c, d, rest, x]));',
    ),
  ],
  [
    'errors that the script catches',
    telling(
      'let said = "";\ntry { throw "a"; } catch (e) { said += e; }\ntry { nope(); } catch (e) { said += e.message; }\nsay(said);',
    ),
  ],
  ['code without semicolons', telling('let a = 1\nlet b = a\n++b\nconst f = () => b\nsay(f())')],
  [
    'a throw in a branch without braces',
    telling(
      'function f(n) { if (n) throw (1, 2); else return 3 }\nlet r; try { f(1) } catch (e) { r = e }\nsay(r + f(0))',
    ),
  ],
  [
    'labels, loops and switches',
    telling(
      'let s = "";\nouter: for (const a of [1, 2, 3]) { do { if (a === 2) continue outer; s += a; break; } while (true); switch (a) { case 3: s += "x"; } }\nsay(s);',
    ),
  ],
  [
    'a template literal whose indentation Docs drops',
    telling('const t = `a\n    b\n  # c\nd`;\nsay(JSON.stringify(t));'),
  ],
  [
    'eval that declares variables',
    telling('eval("var q = 1");\nconst r = eval("var s = 2; s");\nsay(q + s + r);'),
  ],
  [
    'a strict script',
    saying('')
      .replace('function say', '"use strict";\nfunction say')
      .replace('\n\n', '\nlet t; try { undeclared = 1; } catch (e) { t = e.name; }\nsay(t);\n'),
  ],
  [
    'GlobalVariable over documents',
    `${saying('GlobalVariable.a = { b: [1] };\nsay(JSON.stringify(GlobalVariable));')}${saying('say(JSON.stringify(GlobalVariable) + Object.keys(GlobalVariable));').replace('said.txt', 'second.txt')}`,
  ],
  [
    'JavaScript before the first document',
    `var before = "before";\n${saying('say(before + typeof before);')}`,
  ],
  [
    'a name from JavaScript',
    saying('var name = "by-name.txt";').replace('"said.txt"', '"jsValue(name)"'),
  ],
  [
    'an expression that fails as a name',
    saying('say(1);').replace('"said.txt"', '"jsValue(missing.name)"'),
  ],
  [
    'builderJS',
    'builderJS.CreateFile("docx");\nApi.GetDocument().GetElement(0).AddText("one");\nbuilderJS.SaveFile("txt", "one.txt");\nbuilderJS.CloseFile();\n',
  ],
  [
    'awkward values on the console',
    telling(
      'console.log({ a: 1 }, undefined, "\\u0000\\uD800\\u2028", Object.create(null));\nconsole.error(new Error("x"));\nsay("logged");',
    ),
  ],
  [
    'arguments of an earlier call',
    saying('say(1);').replace('builder.CloseFile', 'builder.SaveFile("docx");\nbuilder.CloseFile'),
  ],
  [
    'this, getters and generators',
    telling(
      'var self = this;\nconst o = { get a() { return 1; }, *[Symbol.iterator]() { yield 2; } };\nsay([self === globalThis, o.a, ...o]);',
    ),
  ],
  [
    'a piece that is too short to run',
    `${saying('var a = 1;\nbuilder.SaveFile("txt", "a.txt");\na = 2;\nbuilder.SaveFile("txt", "b.txt");\nsay(a);')}`,
  ],
];

/** The inputs of the samples, by name. */
export const SOUND_INPUTS = new Map([
  ['letterhead.png', 'infra/local/samples/templates/invoice/letterhead.png'],
]);

const SAMPLES = ['deck', 'form', 'invoice', 'report'];

const sample = (name: string): SoundScript => ({
  what: `the sample ${name}`,
  script: readFileSync(`infra/local/samples/templates/${name}.docbuilder`, 'utf8'),
  argument: sampleArgument(name),
});

export const SOUND_SCRIPTS: SoundScript[] = [
  ...TRICKY.map(([what, script]) => ({ what, script })),
  ...SAMPLES.map(sample),
  {
    what: 'the sample hello',
    script: readFileSync('infra/local/samples/hello.docbuilder', 'utf8'),
  },
];
