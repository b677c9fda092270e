import { deepEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { refuseSnsEnvelope, tenantAndIdIn } from '../../../shared/queue/requests.ts';

test('tenantAndIdIn() returns the tenant and the id of an invalid request', () => {
  deepEqual(tenantAndIdIn({ tenant: 'acme', id: 'order-42', x: 1 }), {
    tenant: 'acme',
    id: 'order-42',
  });
});

test('tenantAndIdIn() omits a tenant that is not valid', () => {
  for (const tenant of ['bad tenant', '../x', '', 'x'.repeat(65), `${'x'.repeat(63)}😀`, 1, null])
    deepEqual(tenantAndIdIn({ tenant }), {}, String(tenant));
});

test('tenantAndIdIn() cuts a long id, but not inside a surrogate pair', () => {
  deepEqual(tenantAndIdIn({ id: 'x'.repeat(200) }), { id: 'x'.repeat(128) });
  deepEqual(tenantAndIdIn({ id: `${'x'.repeat(127)}😀` }), { id: `${'x'.repeat(127)}\uFFFD` });
});

test('tenantAndIdIn() returns nothing for an input that is not an object', () => {
  for (const input of [null, undefined, 'x', 1, []]) deepEqual(tenantAndIdIn(input), {});
});

test('an envelope of SNS is refused with what to change, and a request is not', () => {
  const envelope = {
    Type: 'Notification',
    MessageId: '1',
    TopicArn: 'arn:aws:sns:eu-central-1:000000000000:orders',
    Message: '{"template":"invoice"}',
  };
  const detail = 'is an envelope of SNS: turn on raw message delivery for the subscription';

  throws(() => refuseSnsEnvelope(envelope), {
    code: 'REQUEST_INVALID',
    message: `The message ${detail}.`,
    details: { errors: [{ pointer: '', detail }] },
  });
  for (const input of [{ template: 'invoice' }, { ...envelope, Message: {} }, null, [], 'a'])
    refuseSnsEnvelope(input);
});
