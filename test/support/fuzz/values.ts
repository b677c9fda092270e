import fc from 'fast-check';

/** One seed, so that a failure is the same in every run. */
export const SEED = 20_261_126;

/** The names that every object inherits, and others that code may look up by mistake. */
export const INHERITED = Object.getOwnPropertyNames(Object.prototype);
const ODD_NAMES = [...INHERITED, 'then', 'toJSON', 'length', 'prototype', '0', '', ' ', '\0', '😀'];

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const namedBy = (names: string[], value: unknown) =>
  Object.fromEntries(names.map((name) => [name, value]));

/** Texts that are not JSON, or that JSON parsers read differently. */
export const BROKEN_JSON = [
  '',
  '{',
  '[1,]',
  'nul',
  'NaN',
  '"\\x"',
  '"\u0000"',
  '"\\ud800"',
  '{"\\udc00":1}',
  '1e400',
  '[-1e999]',
  '{"a":1,"a":2}',
  '{"a":{"b":1,"\\u0062":2}}',
  '{"__proto__":{"script":"x"}}',
  '\uFEFF{}',
  '{"a":1}{}',
  nested(101),
  nested(10_000),
  '['.repeat(100_000),
  `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
];

/** Values of every type, and the extremes of each. */
export const EXTREMES: unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  '\0',
  '..',
  '/',
  'https://127.0.0.1/a',
  '\u202e\u2028',
  '\u{1F600}'.repeat(400),
  'x'.repeat(70_000),
  [],
  [null],
  Array.from({ length: 20_000 }, () => 0),
  JSON.parse(nested(90)),
  {},
  namedBy(ODD_NAMES, 'a'),
  namedBy(ODD_NAMES, {}),
  namedBy(
    Array.from({ length: 2_000 }, (_, index) => `n${index}`),
    'a',
  ),
];

/** Any JSON value: an extreme, or one of random shape. */
export const anyValue = fc.oneof(
  fc.constantFrom(...EXTREMES),
  fc.jsonValue({ maxDepth: 4, noUnicodeString: false }),
);

/** An object with some fields of `base` replaced by any value, left out, or joined by unknown ones. */
export function changedFields(
  base: Record<string, unknown>,
): fc.Arbitrary<Record<string, unknown>> {
  const names = fc.constantFrom(...Object.keys(base), ...ODD_NAMES);
  const changes = fc.array(fc.tuple(names, fc.option(anyValue, { nil: undefined })), {
    maxLength: 3,
  });
  return changes.map((pairs) => ({ ...base, ...Object.fromEntries(pairs) }));
}

/** The JSON of an object, often changed in its fields or damaged as text. */
export function jsonTexts(base: Record<string, unknown>): fc.Arbitrary<string> {
  const changed = changedFields(base).map((fields) => JSON.stringify(fields));
  const withBrokenField = fc
    .tuple(fc.constantFrom(...Object.keys(base)), fc.constantFrom(...BROKEN_JSON))
    .map(([name, text]) => textWith(base, name, text));
  const cut = fc
    .tuple(changed, fc.nat(), fc.nat(20), fc.string({ unit: 'binary', maxLength: 5 }))
    .map(([text, at, length, inserted]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + inserted + text.slice(start + length);
    });
  return fc.oneof(
    { weight: 4, arbitrary: changed },
    { weight: 3, arbitrary: withBrokenField },
    { weight: 2, arbitrary: cut },
    { weight: 1, arbitrary: fc.constantFrom(...BROKEN_JSON) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: anyValue.map((value) => JSON.stringify(value)) },
  );
}

/** The JSON of an object in which one field has this text as its value. */
function textWith(base: Record<string, unknown>, name: string, text: string): string {
  const { [name]: _, ...others } = base;
  const fields = Object.entries(others).map(
    ([other, value]) => `${JSON.stringify(other)}:${JSON.stringify(value)}`,
  );
  return `{${[...fields, `${JSON.stringify(name)}:${text}`].join(',')}}`;
}
