import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { type ReadStack, readStack } from '../../support/aws/template.ts';

const stack = readStack();

const mostHeld = (read: ReadStack) =>
  read.function('api/create-build').Properties.Environment.Variables.MAX_HELD_CALLS;

test('with limits.heldCalls, functions that hold their answers have reserved concurrency, and half of it may hold', () => {
  const reserving = readStack({ limits: { heldCalls: 101 } });
  const holding = Object.fromEntries(
    reserving.files().flatMap((file) => {
      const { MemorySize, ReservedConcurrentExecutions, Timeout } =
        reserving.function(file).Properties;
      if (ReservedConcurrentExecutions === undefined) return [];
      return [[file, [MemorySize, ReservedConcurrentExecutions, Timeout]]];
    }),
  );

  deepEqual(holding, {
    'api/create-build': [192, 101, 29],
    'api/get-build': [256, 101, 29],
    'api/receive-callback': [256, 101, 29],
    'api/run-command': [256, 101, 29],
  });
  equal(mostHeld(reserving), '50');
});

test('by default no concurrency is reserved, and at most 50 calls are held', () => {
  for (const file of stack.files())
    equal(stack.function(file).Properties.ReservedConcurrentExecutions, undefined, file);
  equal(mostHeld(stack), '50');
});

test('the functions that wait for builds have no source maps, and all others have', () => {
  const without = stack
    .files()
    .filter((file) => !('NODE_OPTIONS' in stack.function(file).Properties.Environment.Variables));

  deepEqual(without.sort(), ['api/create-build', 'api/get-build']);
});

test('a function that only counts held calls may change no other item of the table', () => {
  for (const file of ['api/create-build', 'api/get-build', 'api/run-command']) {
    const path = stack.function(file).path.replace(/\/Resource\/Resource$/, '/Role/');
    const changing = stack
      .all('AWS::IAM::Policy')
      .filter((policy) => policy.path.startsWith(path))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => [Action].flat().includes('dynamodb:UpdateItem'));

    deepEqual(
      changing.map(({ Condition }) => Condition),
      [{ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['HELD'] } }],
      file,
    );
  }
});
