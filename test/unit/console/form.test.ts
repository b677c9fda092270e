import { deepEqual, equal } from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { argumentText, readArgument } from '../../../shared/console/form/argument-text.ts';
import { fieldOf } from '../../../shared/console/form/field.ts';
import { firstValue } from '../../../shared/console/form/first-value.ts';
import { pointerOf, valueAt, withValueAt } from '../../../shared/console/form/values.ts';

const kindOf = (schema: unknown) => fieldOf(schema, schema).kind;

test('each type of a schema has the control that fits it, and all others are written as JSON', () => {
  equal(kindOf({ type: 'string' }), 'text');
  equal(kindOf({ type: ['string', 'null'] }), 'text');
  equal(kindOf({ type: 'integer' }), 'number');
  equal(kindOf({ type: 'boolean' }), 'boolean');
  equal(kindOf({ enum: ['a', 1] }), 'choice');
  equal(kindOf({ const: 1 }), 'choice');
  equal(kindOf({ properties: { a: {} } }), 'object');
  equal(kindOf({ items: {} }), 'list');
  for (const schema of [{ type: 'object' }, { oneOf: [] }, {}, true, null, { type: 'array' }]) {
    equal(kindOf(schema), 'json', JSON.stringify(schema));
  }
});

test('a field has its limits, its title and its description', () => {
  deepEqual(fieldOf({ type: 'integer', minimum: 1, maximum: 9, title: 'Copies' }, {}), {
    kind: 'number',
    integer: true,
    minimum: 1,
    maximum: 9,
    title: 'Copies',
  });
  deepEqual(fieldOf({ type: 'string', maxLength: 500, description: 'Printed below.' }, {}), {
    kind: 'text',
    long: true,
    date: false,
    maxLength: 500,
    description: 'Printed below.',
  });
});

test('a reference is followed inside the schema, and what is beside it counts more', () => {
  const root = {
    $defs: { 'a/b': { type: 'string', title: 'Old' }, loop: { $ref: '#/$defs/loop' } },
  };

  deepEqual(fieldOf({ $ref: '#/$defs/a~1b', title: 'New' }, root), {
    kind: 'text',
    long: false,
    date: false,
    title: 'New',
  });
  equal(fieldOf({ $ref: '#/$defs/loop' }, root).kind, 'json');
  equal(fieldOf({ $ref: 'https://example.com/schema' }, root).kind, 'json');
});

test('the form of each sample template has a control for every property', () => {
  const files = globSync('infra/local/samples/templates/*.schema.json');
  for (const file of files) {
    const schema = JSON.parse(readFileSync(file, 'utf8'));
    const field = fieldOf(schema, schema);
    const kinds = field.kind === 'object' ? field.properties : [];
    equal(
      kinds.some((each) => fieldOf(each.schema, schema).kind === 'json'),
      false,
      file,
    );
  }
  equal(files.length, 4);
});

test('a form begins with empty texts, the first choice and the needed items', () => {
  const schema = {
    type: 'object',
    required: ['title', 'kind', 'lines', 'price', 'day', 'paid', 'copies'],
    properties: {
      title: { type: 'string' },
      kind: { enum: ['a', 'b'] },
      lines: { type: 'array', minItems: 1, items: { $ref: '#/$defs/line' } },
      price: { type: 'number' },
      day: { type: 'string', format: 'date' },
      paid: { type: 'boolean' },
      copies: { type: 'integer', default: 2 },
      note: { type: 'string' },
    },
    $defs: {
      line: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } },
    },
  };

  deepEqual(firstValue(schema, schema), {
    title: '',
    kind: 'a',
    lines: [{ text: '' }],
    paid: false,
    copies: 2,
  });
});

test('a schema that needs itself has an end', () => {
  const schema = { type: 'object', required: ['next'], properties: { next: { $ref: '#' } } };

  const value = JSON.stringify(firstValue(schema, schema));

  equal(value.split('next').length - 1, 6);
});

test('a value is replaced at its place, and the order of properties stays', () => {
  const before = { a: 1, list: [{ b: 2 }, { b: 3 }], z: 9 };

  equal(
    JSON.stringify(withValueAt(before, ['list', 1, 'b'], 4)),
    '{"a":1,"list":[{"b":2},{"b":4}],"z":9}',
  );
  deepEqual(withValueAt(before, ['list', 0], undefined), { a: 1, list: [{ b: 3 }], z: 9 });
  deepEqual(withValueAt(before, ['a'], undefined), { list: [{ b: 2 }, { b: 3 }], z: 9 });
  deepEqual(withValueAt(undefined, ['new', 'deep'], 1), { new: { deep: 1 } });
  deepEqual(before, { a: 1, list: [{ b: 2 }, { b: 3 }], z: 9 });
});

test('a property named __proto__ is a property like others', () => {
  const made = withValueAt({}, ['__proto__'], { polluted: true }) as object;

  deepEqual(Object.keys(made), ['__proto__']);
  equal(({} as { polluted?: boolean }).polluted, undefined);
  equal(valueAt({}, ['__proto__', 'toString']), undefined);
});

test('the pointer of a place is the one that errors of a request have', () => {
  equal(pointerOf(['lines', 0, 'a/b~c']), '/argument/lines/0/a~1b~0c');
  equal(pointerOf([]), '/argument');
});

test('an argument is read from its JSON, and an empty text is the empty object', () => {
  deepEqual(readArgument('{"a": [1]}'), { value: { a: [1] } });
  deepEqual(readArgument('  '), { value: {} });
  equal('fault' in readArgument('{"a": '), true);
  equal(argumentText({ a: 1 }), '{\n  "a": 1\n}');
});
