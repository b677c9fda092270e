import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod/mini';
import { GatewayError } from '../shared/errors.ts';
import { parseWith } from '../shared/parse.ts';

function refusalOf(input: unknown): GatewayError {
  try {
    parseWith(z.strictObject({ known: z.optional(z.string()) }), input);
  } catch (error) {
    ok(error instanceof GatewayError);
    return error;
  }
  throw new Error('it was taken');
}

test('of a thousand wrong fields the first hundred are named', () => {
  const wrong = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`x${index}`, 1]));

  const { facts } = refusalOf(wrong);

  equal(facts.errors?.length, 100);
  deepEqual(facts.errors?.[99], { pointer: '/x99', detail: 'is not a known field' });
});

test('a field with an endless name is named by its beginning', () => {
  const { message, facts } = refusalOf({ [`${'x'.repeat(298)}😀${'y'.repeat(900_000)}`]: 1 });

  const pointer = `/${'x'.repeat(298)}\uFFFD…`;
  deepEqual(facts.errors, [{ pointer, detail: 'is not a known field' }]);
  equal(message, `The request is not valid: ${pointer} is not a known field.`);
});
