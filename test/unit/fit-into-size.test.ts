import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  fieldsWithin,
  firstItemsWithin,
  jsonBytes,
  shortenedWithin,
  smallestFields,
} from '../../shared/fit-into-size.ts';

test('jsonBytes() counts the bytes of UTF-8 of a value as JSON', () => {
  equal(jsonBytes({ a: 'é' }), '{"a":"é"}'.length + 1);
  equal(jsonBytes(undefined), 0);
});

test('firstItemsWithin() keeps as many items as fit to the byte', () => {
  const items = ['a', 'bb', 'ccc'];
  const bytes = jsonBytes(items) - '[]'.length;

  equal(firstItemsWithin(items, bytes), items);
  deepEqual(firstItemsWithin(items, bytes - 1), ['a', 'bb']);
  deepEqual(firstItemsWithin(items, 3), ['a']);
  deepEqual(firstItemsWithin(items, 2), []);
});

test('fieldsWithin() leaves out large fields and names them', () => {
  const object = { small: 'x', large: 'x'.repeat(10), absent: undefined };

  deepEqual(fieldsWithin(object, 11), {
    fields: { small: 'x', absent: undefined },
    omitted: ['large'],
  });
  deepEqual(fieldsWithin(object, 12), { fields: object, omitted: [] });
});

test('smallestFields() leaves out the largest fields first, and never those that must be kept', () => {
  const object = { b: 'x'.repeat(50), key: 'k'.repeat(60), a: 1, c: 'x'.repeat(20) };
  const without = ({ b, ...rest }: typeof object) => rest;

  deepEqual(smallestFields(object, 1000, ['key']), object);
  deepEqual(smallestFields(object, 120, ['key']), without(object));
  deepEqual(smallestFields(object, 1, ['key']), { key: object.key });
});

test('shortenedWithin() keeps every field and shortens texts, lists and maps until they fit', () => {
  const object = {
    id: 'a',
    none: null,
    text: '😀'.repeat(5000),
    list: Array.from({ length: 3000 }, (_, n) => ({ n })),
    map: Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`field ${n}`, n])),
    names: { ['n'.repeat(9000)]: 1 },
  };

  const short = shortenedWithin(object, 4000);

  deepEqual(Object.keys(short), Object.keys(object));
  deepEqual([short.id, short.none, short.names], ['a', null, {}]);
  ok(jsonBytes(short) <= 4000 && jsonBytes(short) > 1000);
  ok(String(short.text).isWellFormed());
});

test('shortenedWithin() fits any object with few fields', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), (values) => {
      const object = Object.fromEntries(values.map((value, n) => [`${n}`, value]));
      // Numbers are not shortened: five of them, with their names, have at most 151 bytes.
      ok(jsonBytes(shortenedWithin(object, 200)) <= 200);
    }),
  );
});
