import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { linearPattern } from '../../../shared/schema/linear-pattern.ts';

/** Patterns whose syntax differs between ECMA-262 and RE2, and some that are the same. */
const PATTERNS = [
  ...['^a.c$', '^.$', '[.]', '\\.', '^$', 'a|b', 'a{2,3}', '(?:ab)+?c', '(?i:a)b'],
  ...['\\s+', '[\\s]', '\\S', '[\\S]', '[^\\S]', '\\bfoo\\b', '[\\b]', '\\w+\\d', '[^\\w]'],
  ...['[[]', '[]', '[^]', '[[:alpha:]', '[\\[\\]]', '[a\\]b]', '[\\-a]', '[$^]', '[&&a]'],
  ...['\\(?<a', '[(?<]', '(?<n>a)b', '\\/', '\\$', '^a\\\\b$', '\\t\\n\\v\\f\\r', '\\0', '\\cA'],
  ...['\\x41', '\\u00e9', '\\u{1F600}', '\\ud83d\\ude00', '[\\ud83d\\ude00-\\ud83d\\ude0f]', '😀'],
  ...['\\p{L}+', '\\P{L}', '\\p{Lu}', '\\p{Letter}', '\\p{Script=Greek}', '\\p{gc=Nd}'],
  '^(?:[a-z]+\\.)*[a-z]+$',
];
const TEXTS = [
  ...[
    '',
    'a',
    'abc',
    'a.c',
    'a\nc',
    'a\u2028c',
    ' ',
    '\u00a0',
    '\ufeff',
    '\u180e',
    'b',
    'ab',
    'aab',
  ],
  ...[
    '[',
    ']',
    '(',
    '(<a',
    '<a',
    '<',
    '?',
    'é',
    '😀',
    '😁',
    '\x01',
    '\0',
    '\b',
    'foo',
    'xfoo',
    'A',
  ],
  ...[
    'α',
    'Α',
    '/',
    '-',
    '0-9',
    '.',
    '$',
    '^',
    'x\n',
    '\n',
    '\r',
    '\u2028',
    'aB',
    ':]',
    '\\',
    'a\\b',
  ],
  ...['_', '9', '&', 'a.b.c', '\v', '\t', 'foo bar'],
];

for (const pattern of PATTERNS)
  test(`the pattern ${JSON.stringify(pattern)} matches the same texts as in JavaScript`, () => {
    const [linear, own] = [linearPattern(pattern), new RegExp(pattern, 'u')];

    deepEqual(
      TEXTS.filter((text) => linear.test(text)),
      TEXTS.filter((text) => own.test(text)),
    );
  });

test('a pattern that needs backtracking, or is not valid, is refused', () => {
  const refused = ['(?=a)', '(?<=a)b', '(a)\\1', '(?<n>a)\\k<n>', '\\uD83D', 'a{1001}', '(', 'a**'];

  for (const pattern of refused) throws(() => linearPattern(pattern), pattern);
});

test('a pattern that takes exponential time in JavaScript ends', () => {
  equal(linearPattern('^(a+)+$').test(`${'a'.repeat(100_000)}!`), false);
});
