import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { type Attacked, CONSTRUCTED, LITERALS } from '../../support/patterns/attacks.ts';
import { patternsIn } from '../../support/patterns/find-patterns.ts';
import { type Attack, tooSlowAt } from '../../support/patterns/linear.ts';

/** Repeated, these almost match many regular expressions; each ends once with a character that few match. */
const PUMPS = [' ', '\n', '/', '\\', 'a', '0', '.', '"', ':', '=', ';', '-', '[', '{', '%25', '😀'];
const ANY: Attack[] = PUMPS.flatMap((pump) => [
  ['', pump, ''],
  ['', pump, '\0'],
]);

const all: Attacked[] = [...LITERALS, ...CONSTRUCTED.values()];

/** Finds all that a regular expression matches. */
function search(pattern: RegExp, text: string): void {
  if (pattern.global) text.replaceAll(pattern, '');
  else pattern.test(text);
}

test('every regular expression of the product has attacks in the table, and the table has no other', () => {
  const inTable = [...LITERALS.map(([pattern]) => String(pattern)), ...CONSTRUCTED.keys()];

  const inSources = [...patternsIn('shared/**/*.ts', 'functions/**/*.ts')];

  deepEqual(
    {
      missing: inSources.filter((text) => !inTable.includes(text)),
      spare: inTable.filter((text) => !inSources.includes(text)),
    },
    { missing: [], spare: [] },
  );
});

for (const [pattern, ...attacks] of all) {
  test(`${pattern} takes time in proportion to the length of a text`, () => {
    const slow = [...attacks, ...ANY].flatMap((attack) => {
      const length = tooSlowAt(attack, (text) => search(pattern, text));
      return length === undefined ? [] : [{ attack, length }];
    });

    deepEqual(slow, []);
  });
}
