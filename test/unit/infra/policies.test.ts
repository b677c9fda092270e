import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { readStack } from '../../support/aws/template.ts';

const stack = readStack({ sweep: 'move' });

test('no statement allows an action by a wildcard', () => {
  const allowed = stack.statements().filter(({ Effect }) => Effect === 'Allow');

  ok(allowed.length > 30);
  deepEqual(
    allowed.flatMap(({ Action }) => [Action].flat()).filter((action) => action.includes('*')),
    [],
  );
});

test('no role has a managed policy of AWS, which would allow more than it needs', () => {
  for (const { Properties, path } of stack.all('AWS::IAM::Role'))
    deepEqual(Properties.ManagedPolicyArns, undefined, path);
});
