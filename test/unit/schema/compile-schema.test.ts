import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { compileSchema } from '../../../shared/schema/compile-schema.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** The wrong values of an argument, as `pointer detail`. */
async function errorsOf(schema: unknown, argument: unknown): Promise<string[]> {
  const compiled = await compileSchema(schema);
  if ('fault' in compiled) throw new Error(compiled.fault);
  const checked = compiled.check(argument);
  if ('fault' in checked) throw new Error(checked.fault);
  return checked.errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
}

async function faultOf(schema: unknown, argument: unknown = {}): Promise<string | undefined> {
  const compiled = await compileSchema(schema);
  const last = 'fault' in compiled ? compiled : compiled.check(argument);
  return 'fault' in last ? last.fault : undefined;
}

const RULES: [schema: unknown, argument: unknown, ...errors: string[]][] = [
  [true, null],
  [false, 1, '/argument is not allowed'],
  [{ type: 'object' }, [], '/argument must be an object'],
  [{ type: ['string', 'null'] }, 1, '/argument must be a string or null'],
  [{ type: 'integer' }, 1.5, '/argument must be a whole number'],
  [{ required: ['a', 'b'] }, { a: 1 }, '/argument/b is required'],
  [{ properties: { a: { minimum: 2 } } }, { a: 1 }, '/argument/a must be at least 2'],
  [{ additionalProperties: false }, { 'a/b': 1 }, '/argument/a~1b is not allowed'],
  [
    { properties: {}, additionalProperties: false },
    { toString: 1 },
    '/argument/toString is not allowed',
  ],
  [{ patternProperties: { '^x-': true }, additionalProperties: false }, { 'x-a': 1 }],
  [{ patternProperties: { '^n': { type: 'null' } } }, { n1: 1 }, '/argument/n1 must be null'],
  [
    { unevaluatedProperties: false, allOf: [{ properties: { a: true } }] },
    { a: 1, b: 2 },
    '/argument/b is not allowed',
  ],
  [{ items: { exclusiveMaximum: 3 } }, [1, 3], '/argument/1 must be less than 3'],
  [{ exclusiveMinimum: 3 }, 3, '/argument must be more than 3'],
  [{ maximum: 3 }, 4, '/argument must be at most 3'],
  [{ multipleOf: 0.5 }, 0.7, '/argument must be a multiple of 0.5'],
  [{ minLength: 1 }, '', '/argument must have at least 1 character'],
  [{ maxLength: 2 }, 'abc', '/argument must have at most 2 characters'],
  [{ minItems: 1 }, [], '/argument must have at least 1 item'],
  [{ maxItems: 2 }, [1, 2, 3], '/argument must have at most 2 items'],
  [{ minProperties: 1 }, {}, '/argument must have at least 1 property'],
  [{ maxProperties: 0 }, { a: 1 }, '/argument must have at most 0 properties'],
  [{ uniqueItems: true }, [{ a: 1 }, { a: 1 }], '/argument must not have the same item twice'],
  [{ pattern: '^a' }, 'b', '/argument must match the pattern ^a'],
  [{ enum: ['a', 1] }, 'b', '/argument must be one of "a", 1'],
  [{ const: 'a' }, 'b', '/argument must be "a"'],
  [{ not: { type: 'null' } }, null, '/argument must not match the excluded form'],
  [
    { anyOf: [{ type: 'string' }, { type: 'null' }] },
    1,
    '/argument must match one of the allowed forms',
  ],
  [{ oneOf: [true, true] }, 1, '/argument must match exactly one of the allowed forms'],
  [
    { contains: { type: 'null' } },
    [1],
    '/argument must have the right number of items of the kind that contains describes',
  ],
  [
    { propertyNames: { maxLength: 1 } },
    { ab: 1 },
    '/argument/ab has a name that must have at most 1 character',
  ],
  [{ dependentRequired: { a: ['b'] } }, { a: 1 }, '/argument/b is required together with a'],
  [{ if: { required: ['a'] }, else: { required: ['b'] } }, { c: 1 }, '/argument/b is required'],
  [{ $ref: '#/$defs/a', $defs: { a: { type: 'null' } } }, 1, '/argument must be null'],
  [
    { $id: 'https://a.example/b', $ref: 'b#c', $defs: { c: { $anchor: 'c', type: 'null' } } },
    1,
    '/argument must be null',
  ],
  [{ format: 'email' }, 'nobody'],
];

for (const [schema, argument, ...errors] of RULES)
  test(`${JSON.stringify(argument)} is checked with ${JSON.stringify(schema)}`, async () => {
    deepEqual(await errorsOf(schema, argument), errors);
  });

test('at most twenty wrong values are named', async () => {
  const errors = await errorsOf({ items: { type: 'string' } }, Array(50).fill(1));

  equal(errors.length, 20);
  equal(errors.at(-1), '/argument/19 must be a string');
});

test('no error quotes a value of the argument', async () => {
  const secret = 'a-secret-value';
  const schema = {
    properties: {
      a: { type: 'number' },
      b: { enum: ['x'] },
      c: { pattern: '^x' },
      d: { const: 'x' },
      e: { maxLength: 1 },
      f: { anyOf: [{ const: 'x' }, { const: 'y' }] },
    },
  };
  const argument = Object.fromEntries(Object.keys(schema.properties).map((name) => [name, secret]));

  const errors = await errorsOf(schema, argument);

  equal(errors.length, 6);
  ok(!errors.join().includes(secret));
});

test('a schema that cannot be used has a fault', async () => {
  const faults: [unknown, RegExp][] = [
    [{ type: 'strng' }, /^\/type must be one of array, /],
    [{ pattern: '(?=a)' }, /^\/pattern is a pattern that cannot be used: /],
    [
      { $ref: 'https://example.com/x.json' },
      /Unable to load resource 'https:\/\/example.com\/x.json'/,
    ],
    [{ $ref: 'file:///etc/passwd' }, /^it cannot be read: /],
    [{ $ref: 'other.json' }, /^it cannot be read: /],
    [{ $ref: '#/$defs/none' }, /^it cannot be read: /],
    [{ $ref: '#' }, /^it refers to itself without end$/],
    [{ $id: DIALECT }, /^it cannot be read: /],
    [{ $id: ':' }, /^it cannot be read: /],
  ];

  for (const [schema, fault] of faults) match((await faultOf(schema)) ?? 'none', fault);
});

test('two schemas may have the same $id', async () => {
  const $id = 'https://a.example/invoice';

  deepEqual(await errorsOf({ $id, type: 'string' }, 1), ['/argument must be a string']);
  deepEqual(await errorsOf({ $id, type: 'null' }, 1), ['/argument must be null']);
});

test('a schema that tries exponentially many ways is given up', async () => {
  const branch = (required: string[]) => ({ properties: { a: { $ref: '#' } }, required });
  let argument = {};
  for (let depth = 0; depth < 90; depth++) argument = { a: argument };

  deepEqual(await errorsOf({ anyOf: [branch(['b']), branch(['c'])] }, argument), [
    '/argument takes too many steps to check',
  ]);
});

test('thousands of different items are compared in linear time', async () => {
  const items = Array.from({ length: 20_000 }, (_, n) => ({ n }));

  deepEqual(await errorsOf({ uniqueItems: true }, items), []);
});
