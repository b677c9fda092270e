import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  isDocumentKey,
  ownsKey,
  prefixOf,
  requireOwnKey,
  tenantOfKey,
} from '../../../shared/docs/document-key.ts';
import { TENANT_PATTERN } from '../../../shared/tenant.ts';

const tenants = fc.stringMatching(TENANT_PATTERN);
const rests = fc.stringMatching(/^[0-9A-Za-z._=-]{1,40}$/);
const prefixes = fc.constantFrom(
  '{tenant}.',
  '{tenant}=',
  'docs-{tenant}-a.',
  'a.{tenant}_=',
  '{tenant}...',
);

test('a key has a letter or a digit among 1 to 128 letters, digits and four signs', () => {
  for (const key of ['a', '0', '.a', 'a..', '-_=.z', 'x'.repeat(128)])
    equal(isDocumentKey(key), true, key);
  for (const key of [
    '',
    '.',
    '..',
    '-',
    '_=._',
    '../x',
    'a/b',
    'ä',
    'a b',
    'a\n',
    '\na',
    'a%2e',
    'x'.repeat(129),
    1,
    null,
  ])
    equal(isDocumentKey(key), false, String(key));
});

test('what is no key is known in a time that grows with its length, and no faster', () => {
  const hard = (length: number) => [`${'.'.repeat(length)}`, `${'-='.repeat(length / 2)}!`];
  /** The least processor time of many runs: other processes take none of it, but slow some runs down. */
  const fastest = (length: number) => {
    const goes = Array.from({ length: 20 }, () => {
      const since = process.cpuUsage();
      for (const key of hard(length)) equal(isDocumentKey(key), false);
      const { user, system } = process.cpuUsage(since);
      return user + system;
    });
    return Math.min(...goes);
  };

  // Eight times as long takes eight times as long, or less; squared it would be 64 times.
  ok(fastest(800_000) < 32 * fastest(100_000));
});

test('a prefix is the configured one with the tenant in it', () => {
  equal(prefixOf('{tenant}.', 'acme'), 'acme.');
  equal(prefixOf('docs-{tenant}=', 'a_b'), 'docs-a_b=');
  equal(prefixOf('', 'acme'), '');
});

test('a tenant owns what bears its prefix, and everything where none is configured', () => {
  deepEqual(
    ['acme.1', 'acme.', 'acme', 'acme1.1', 'ACME.1', 'beta.acme.1'].map((key) =>
      ownsKey('{tenant}.', 'acme', key),
    ),
    [true, false, false, false, false, false],
  );
  equal(ownsKey('', 'acme', 'anything'), true);
});

test("another tenant's document is not there", () => {
  requireOwnKey('{tenant}.', 'acme', 'acme.1');
  throws(() => requireOwnKey('{tenant}.', 'acme', 'beta.1'), { code: 'DOCUMENT_NOT_FOUND' });
});

test('whose a document is can be read from its key', () => {
  equal(tenantOfKey('{tenant}.', 'acme.1'), 'acme');
  equal(tenantOfKey('{tenant}.', 'acme'), undefined);
  equal(tenantOfKey('{tenant}.', '_x.1'), undefined);
  equal(tenantOfKey('docs.{tenant}=', 'docsX1=a'), undefined);
  equal(tenantOfKey('', 'acme.1'), 'default');
});

test('a key belongs to one tenant and no other, whatever the prefix', () => {
  fc.assert(
    fc.property(prefixes, tenants, tenants, rests, (keyPrefix, tenant, other, rest) => {
      const key = prefixOf(keyPrefix, tenant) + rest;

      equal(tenantOfKey(keyPrefix, key), tenant);
      equal(ownsKey(keyPrefix, tenant, key), true);
      equal(ownsKey(keyPrefix, other, key), other === tenant);
    }),
  );
});
