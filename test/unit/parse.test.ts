import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod/mini';
import { GatewayError } from '../../shared/errors.ts';
import { parseWith } from '../../shared/parse.ts';

const known = z.strictObject({ known: z.optional(z.string()) });

function refusalOf(input: unknown, schema: z.core.$ZodType = known): GatewayError {
  try {
    parseWith(schema, input);
  } catch (error) {
    ok(error instanceof GatewayError);
    return error;
  }
  throw new Error('it was taken');
}

test('every broken rule of a schema has a message of this gateway, not of the library', () => {
  const schema = z.strictObject({
    text: z.string(),
    number: z.number(),
    whole: z.int(),
    flag: z.boolean(),
    list: z.array(z.string()),
    map: z.record(z.string(), z.string()),
    object: z.strictObject({}),
    one: z.literal('a'),
    choice: z.enum(['a', 'b']),
    short: z.string().check(z.maxLength(2)),
    long: z.string().check(z.minLength(2)),
    few: z.array(z.string()).check(z.maxLength(1)),
    small: z.number().check(z.maximum(3)),
    large: z.number().check(z.gt(3)),
    address: z.url(),
    union: z.union([z.string(), z.number()]),
  });
  const wrong = {
    text: 1,
    number: 'x',
    whole: 1.5,
    flag: 'x',
    list: {},
    map: [],
    object: [],
    one: 'x',
    choice: 'x',
    short: 'xxx',
    long: 'x',
    few: ['x', 'x'],
    small: 4,
    large: 3,
    address: 'x',
    union: true,
  };

  deepEqual(
    refusalOf(wrong, schema).details.errors?.map(({ pointer, detail }) => `${pointer} ${detail}`),
    [
      '/text must be a string',
      '/number must be a number',
      '/whole must be a whole number',
      '/flag must be true or false',
      '/list must be an array',
      '/map must be an object',
      '/object must be an object',
      '/one must be a',
      '/choice must be one of a, b',
      '/short must have at most 2 characters',
      '/long must have at least 2 characters',
      '/few must have at most 1 items',
      '/small must be at most 3',
      '/large must be more than 3',
      '/address is not valid',
      '/union is not valid',
    ],
  );
});

test('an input that is not an object is refused with that reason', () => {
  for (const input of [[], null, 'x', undefined])
    equal(refusalOf(input).message, 'The request is not valid: it must be an object.');
});

test('at most a hundred wrong fields are listed', () => {
  const wrong = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`x${index}`, 1]));

  const { details } = refusalOf(wrong);

  equal(details.errors?.length, 100);
  deepEqual(details.errors?.[99], { pointer: '/x99', detail: 'is not a known field' });
});

test('the pointer of a field with a very long name is cut', () => {
  const { message, details } = refusalOf({ [`${'x'.repeat(298)}😀${'y'.repeat(900_000)}`]: 1 });

  const pointer = `/${'x'.repeat(298)}\uFFFD…`;
  deepEqual(details.errors, [{ pointer, detail: 'is not a known field' }]);
  equal(message, `The request is not valid: ${pointer} is not a known field.`);
});
