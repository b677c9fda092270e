import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { validate } from '@hyperjump/json-schema/draft-2020-12';
import { DIALECT, schemaFault } from '../../../shared/schema/schema-faults.ts';

/** Values of which each keyword accepts some and refuses others. */
const VALUES: unknown[] = [
  ...[true, false, null, 0, 1, -1, 1.5, '', 'a', 'string', 'a b', '#x', 'https://a.example/b#'],
  ...[[], ['a'], ['a', 'a'], ['string'], ['string', 'null'], [1], [true], [{}], [[]]],
  ...[{}, { a: true }, { a: 1 }, { a: ['b'] }, { a: ['b', 'b'] }, { a: {} }, { type: 'object' }],
];
const KEYWORDS = [
  ...[
    '$id',
    '$anchor',
    '$dynamicAnchor',
    '$ref',
    '$dynamicRef',
    '$comment',
    '$defs',
    'definitions',
  ],
  ...[
    'prefixItems',
    'items',
    'contains',
    'additionalProperties',
    'properties',
    'patternProperties',
  ],
  ...['dependentSchemas', 'propertyNames', 'if', 'then', 'else', 'allOf', 'anyOf', 'oneOf', 'not'],
  ...[
    'unevaluatedItems',
    'unevaluatedProperties',
    'type',
    'const',
    'enum',
    'multipleOf',
    'maximum',
  ],
  ...['exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'maxLength', 'minLength', 'pattern'],
  ...['maxItems', 'minItems', 'uniqueItems', 'maxContains', 'minContains', 'maxProperties'],
  ...['minProperties', 'required', 'dependentRequired', 'title', 'description', 'default'],
  ...['deprecated', 'readOnly', 'writeOnly', 'examples', 'format', 'contentMediaType'],
  ...['contentEncoding', 'contentSchema', 'unknown', 'constructor'],
];

const metaSchema = await validate(DIALECT);

for (const keyword of KEYWORDS)
  test(`a schema may have the values of ${keyword} that the schema of schemas allows`, () => {
    deepEqual(
      VALUES.filter((value) => schemaFault({ [keyword]: value }) === undefined),
      VALUES.filter((value) => metaSchema({ [keyword]: value } as never).valid),
    );
  });

test('a fault is found at any depth, with its pointer', () => {
  const fault = (schema: unknown) => schemaFault(schema);

  deepEqual(fault({ properties: { 'a/b': { items: { type: 'strng' } } } }), {
    pointer: '/properties/a~1b/items/type',
    rule: 'must be one of array, boolean, integer, null, number, object, string, or an array of them',
  });
  deepEqual(fault({ allOf: [true, { patternProperties: { '(?=a)': {} } }] }), {
    pointer: '/allOf/1/patternProperties/(?=a)',
    rule: 'is a pattern that cannot be used: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
  });
  deepEqual(fault([]), { pointer: '', rule: 'must be a schema: an object, true or false' });
});

test('a schema of another version of JSON Schema, or of schemas, is refused', () => {
  equal(schemaFault({ $schema: DIALECT }), undefined);
  equal(schemaFault({ $schema: `${DIALECT}#` }), undefined);
  equal(
    schemaFault({ $schema: 'http://json-schema.org/draft-07/schema#' })?.rule,
    `must be ${DIALECT}`,
  );
  ok(schemaFault({ $vocabulary: {} }));
});
