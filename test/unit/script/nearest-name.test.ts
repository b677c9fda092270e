import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { namesFor } from '../../../shared/script/check/engine.ts';
import type { Kind } from '../../../shared/script/check/formats.ts';
import { nearestMethod, nearestName } from '../../../shared/script/nearest/nearest-name.ts';

const nearestIn = (kind: Kind) => (name: string) => nearestMethod(name, namesFor(kind).members);

const NEAREST: [kind: Kind, wrong: string, right: string | undefined][] = [
  ['xlsx', 'SetValu', 'SetValue'],
  ['xlsx', 'setvalue', 'SetValue'],
  ['xlsx', 'SetCellValu', 'SetValue'],
  ['xlsx', 'SetCellText', 'SetText'],
  ['docx', 'SetTextFontSizes', 'SetFontSize'],
  ['docx', 'InsertParagraphAfter', 'InsertParagraph'],
  ['docx', 'SetSizeFont', 'SetFontSize'],
  ['docx', 'AddTextToCell', 'AddText'],
  ['docx', 'CreateHeading', undefined],
  ['docx', 'WholeStory', undefined],
  ['docx', 'Foo', undefined],
];
for (const [kind, wrong, right] of NEAREST)
  test(`the method of ${kind} that is nearest to ${wrong} is ${right ?? 'unknown'}`, () => {
    equal(nearestIn(kind)(wrong), right);
  });

test('no name is nearest by its words if two have equally many of them', () => {
  const names = new Set(['SetFontSize', 'SetFontName']);

  equal(nearestMethod('SetFontFamilies', names), undefined);
  equal(nearestMethod('SetFontFamilies', new Set(['SetFontSize'])), 'SetFontSize');
});

test('other names are compared by their letters alone', () => {
  equal(nearestName('SetCellValu', ['SetValue']), undefined);
  equal(nearestName('totl', ['total', 'title']), 'total');
});

test('a name of more than 60 letters is compared with nothing', () => {
  equal(nearestMethod(`Set${'A'.repeat(60)}`, new Set([`Set${'A'.repeat(59)}`])), undefined);
});

/** Each spoils a name of at least three words. `right`, `wrong`: at least and at most so many percent. */
const MISTAKES: {
  what: string;
  spoil: (words: string[]) => string;
  right: number;
  wrong: number;
}[] = [
  { what: 'a missing letter', spoil: (words) => withoutLetter(words), right: 99, wrong: 1 },
  { what: 'two swapped letters', spoil: (words) => swapped(words.join('')), right: 99, wrong: 1 },
  { what: 'a wrong case', spoil: (words) => words.join('').toLowerCase(), right: 99, wrong: 1 },
  { what: 'a wrong ending', spoil: withEnding, right: 65, wrong: 10 },
  { what: 'a word too many', spoil: withWord, right: 99, wrong: 1 },
  {
    what: 'a word too many and a missing letter',
    spoil: (words) => withoutLetter([withWord(words)]),
    right: 70,
    wrong: 10,
  },
  { what: 'two swapped words', spoil: swappedWords, right: 95, wrong: 5 },
  { what: 'another last word', spoil: withOtherWord, right: 45, wrong: 20 },
];

function withoutLetter(words: string[]): string {
  const name = words.join('');
  return name.slice(0, -3) + name.slice(-2);
}

function swapped(name: string): string {
  const middle = Math.floor(name.length / 2);
  const [a = '', b = ''] = name.slice(middle);
  return name.slice(0, middle) + b + a + name.slice(middle + 2);
}

function withEnding(words: string[]): string {
  return `${words.join('').slice(0, -1)}ing`;
}

function withWord([first, ...rest]: string[]): string {
  return [first, 'Chosen', ...rest].join('');
}

function swappedWords([first, second, third, ...rest]: string[]): string {
  return [first, third, second, ...rest].join('');
}

function withOtherWord(words: string[]): string {
  return [...words.slice(0, -1), 'Chosen'].join('');
}

/** Of how many of every tenth name the right one is found, and of how many another one, in percent. */
function measure(spoil: (words: string[]) => string): { right: number; wrong: number } {
  const { members } = namesFor('docx');
  const all = [...members].filter((name) => /^([A-Z][a-z]+){3,}$/.test(name));
  const some = all.filter((_, index) => index % 10 === 0);
  const spoilt = some
    .map((name) => ({ name, wrong: spoil(name.match(/[A-Z][a-z]+/g) ?? []) }))
    .filter(({ wrong }) => !members.has(wrong));
  const found = spoilt.map(({ name, wrong }) => ({ name, near: nearestMethod(wrong, members) }));
  const percent = (count: number) => (100 * count) / found.length;
  return {
    right: percent(found.filter(({ name, near }) => near === name).length),
    wrong: percent(found.filter(({ name, near }) => near && near !== name).length),
  };
}

for (const { what, spoil, right, wrong } of MISTAKES)
  test(`of names with ${what}, ${right} % are found at least, and ${wrong} % as another name at most`, () => {
    const measured = measure(spoil);

    ok(measured.right >= right && measured.wrong <= wrong, JSON.stringify(measured));
  });
