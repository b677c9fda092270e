import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  referencedInputs,
  replaceInArgument,
  replaceInScript,
} from '../../../shared/build/inputs.ts';

const link = (name: string) => `https://link/${encodeURIComponent(name)}`;

test('a reference in a script is replaced in all three kinds of quotes', () => {
  const script = `builder.OpenFile("input://letter.docx", "");
Api.CreateImage('input://logo.png', 1, 1);
const text = \`input://Übersicht 1.txt\`;`;

  equal(
    replaceInScript(script, link),
    `builder.OpenFile("https://link/letter.docx", "");
Api.CreateImage('https://link/logo.png', 1, 1);
const text = \`https://link/%C3%9Cbersicht%201.txt\`;`,
  );
});

test('a name may contain the quotes that its text does not begin with', () => {
  equal(
    replaceInScript('f("input://l\'offre.docx", \'input://12" a`b.png\', `input://a\'b"`)', link),
    "f(\"https://link/l'offre.docx\", 'https://link/12%22%20a%60b.png', `https://link/a'b%22`)",
  );
});

test('a reference that is only a part of a string is not replaced', () => {
  for (const script of [
    '// see input://letter.docx',
    '"go to input://letter.docx"',
    '"input://letter.docx\'',
    '"input://letter\n.docx"',
    '"INPUT://letter.docx"',
  ])
    equal(replaceInScript(script, link), script);
});

test('a dollar sign in a link is inserted unchanged', () => {
  equal(
    replaceInScript('"input://a"', () => '$&$1'),
    '"$&$1"',
  );
});

test('references in an argument are replaced at any depth, but not names and other strings', () => {
  const argument = {
    logo: 'input://logo.png',
    list: ['input://a b.docx', 'see input://x', { deep: 'input://deep' }],
    'input://name': 1,
    none: null,
    yes: true,
  };

  deepEqual(replaceInArgument(argument, link), {
    logo: 'https://link/logo.png',
    list: ['https://link/a%20b.docx', 'see input://x', { deep: 'https://link/deep' }],
    'input://name': 1,
    none: null,
    yes: true,
  });
});

test('an argument without references is unchanged', () => {
  fc.assert(
    fc.property(
      fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__')),
      (value) => {
        deepEqual(replaceInArgument(value, link), value);
      },
    ),
  );
});

test('referencedInputs() returns each name of a script and an argument once', () => {
  const names = referencedInputs('x("input://a"); y(\'input://b\'); z("input://a")', {
    a: 'input://b',
    c: ['input://c'],
  });

  deepEqual([...names], ['a', 'b', 'c']);
  equal(referencedInputs('', undefined).size, 0);
});
