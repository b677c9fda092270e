import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { fieldsWithin, firstItemsWithin, jsonBytes } from '../../shared/fit-into-size.ts';

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
