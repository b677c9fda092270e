import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { isTenant } from '../../shared/tenant.ts';

test('the name of a tenant has 1 to 64 letters, digits, "_" and "-", and begins with a letter or digit', () => {
  for (const name of ['a', '0', 'acme', 'Acme_2-b', 'x'.repeat(64)])
    equal(isTenant(name), true, name);
  for (const name of ['', '_a', '-a', 'a b', 'a.b', 'a/b', 'ä', 'a\n', 'x'.repeat(65)])
    equal(isTenant(name), false, JSON.stringify(name));
  for (const value of [undefined, null, 7, ['acme']]) equal(isTenant(value), false);
});
