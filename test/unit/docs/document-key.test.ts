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

test('a key has a letter or a digit among 1 to 4096 letters, digits and four signs', () => {
  for (const key of [
    'a',
    '0',
    '.a',
    'a..',
    '-_=.z',
    'x'.repeat(129),
    'x'.repeat(255),
    'x'.repeat(4096),
  ])
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
    'x'.repeat(4097),
    1,
    null,
  ])
    equal(isDocumentKey(key), false, String(key));
});

test('an invalid key is recognized in a time proportional to its length', () => {
  const hard = (length: number) => [`${'.'.repeat(length)}`, `${'-='.repeat(length / 2)}!`];
  /** The processor time of 20 runs, in microseconds. Elapsed time would depend on other processes. */
  const timeOf = (length: number) => {
    const keys = hard(length);
    const since = process.cpuUsage();
    for (let run = 0; run < 20; run++) for (const key of keys) equal(isDocumentKey(key), false);
    return process.cpuUsage(since).user;
  };

  // A key of eight times the length takes about eight times as long; in quadratic time it would be 64 times.
  const [short, long] = [timeOf(100_000), timeOf(800_000)];
  ok(long < 32 * short, `${long} µs and ${short} µs`);
});

test('a prefix is the configured one with the tenant in it', () => {
  equal(prefixOf('{tenant}.', 'acme'), 'acme.');
  equal(prefixOf('docs-{tenant}=', 'a_b'), 'docs-a_b=');
  equal(prefixOf('', 'acme'), '');
});

test('a tenant owns the keys with its prefix, and every key if none is configured', () => {
  deepEqual(
    ['acme.1', 'acme.', 'acme', 'acme1.1', 'ACME.1', 'beta.acme.1'].map((key) =>
      ownsKey('{tenant}.', 'acme', key),
    ),
    [true, false, false, false, false, false],
  );
  equal(ownsKey('', 'acme', 'anything'), true);
});

test("another tenant's document is DOCUMENT_NOT_FOUND", () => {
  requireOwnKey('{tenant}.', 'acme', 'acme.1');
  throws(() => requireOwnKey('{tenant}.', 'acme', 'beta.1'), { code: 'DOCUMENT_NOT_FOUND' });
});

test('the tenant of a document can be read from its key', () => {
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
