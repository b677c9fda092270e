import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { namesIn } from '../../../shared/queue/refusal.ts';

test('a request that is none is told of under the tenant and id that it names', () => {
  deepEqual(namesIn({ tenant: 'acme', id: 'order-42', x: 1 }), { tenant: 'acme', id: 'order-42' });
});

test('what is no tenant is not told as one', () => {
  for (const tenant of ['bad tenant', '../x', '', 'x'.repeat(65), `${'x'.repeat(63)}😀`, 1, null])
    deepEqual(namesIn({ tenant }), {}, String(tenant));
});

test('a long id is told by its beginning, without half of a character', () => {
  deepEqual(namesIn({ id: 'x'.repeat(200) }), { id: 'x'.repeat(128) });
  deepEqual(namesIn({ id: `${'x'.repeat(127)}😀` }), { id: `${'x'.repeat(127)}\uFFFD` });
});

test('what is no object names nobody', () => {
  for (const input of [null, undefined, 'x', 1, []]) deepEqual(namesIn(input), {});
});
