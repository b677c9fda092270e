import { equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { checkArgument } from '../../../shared/schema/check-argument.ts';

const source = (schema: unknown, version = 'v1') => ({ template: 'invoice', version, schema });

test('an argument that the schema does not allow is refused with pointers below /argument', async () => {
  await rejects(checkArgument(source({ type: 'object', required: ['number'] }), {}), {
    code: 'ARGUMENT_INVALID',
    message: 'The argument is not valid for the template invoice: /argument/number is required.',
    details: { errors: [{ pointer: '/argument/number', detail: 'is required' }] },
  });
});

test('a request without an argument is checked as {}, which the script reads', async () => {
  equal(await checkArgument(source({ type: 'object' }, 'v2'), undefined), undefined);
  await rejects(checkArgument(source({ type: 'object' }, 'v2'), null), {
    code: 'ARGUMENT_INVALID',
  });
});

test('a schema that cannot be used is an error of the operator', async () => {
  await rejects(checkArgument(source({ type: 'strng' }, 'v3'), {}), {
    code: 'TEMPLATE_INVALID',
    retryable: false,
    message:
      'The schema of the template invoice cannot be used: /type must be one of array, boolean, integer, null, number, object, string, or an array of them.',
  });
  await rejects(checkArgument(source({ $ref: '#' }, 'v4'), {}), { code: 'TEMPLATE_INVALID' });
});

test('a new version of a schema is used from its first request on', async () => {
  await rejects(checkArgument(source({ type: 'null' }, 'v5'), 1), { code: 'ARGUMENT_INVALID' });
  equal(await checkArgument(source({ type: 'number' }, 'v6'), 1), undefined);
  for (let version = 0; version < 30; version++)
    equal(await checkArgument(source(true, `many ${version}`), 1), undefined);
  await rejects(checkArgument(source({ type: 'null' }, 'v5'), 1), { code: 'ARGUMENT_INVALID' });
});
