import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { named, refusal, script } from '../../support/build-request.ts';

test('metadata has at most 20 pairs and 4 KiB', () => {
  const rule = (metadata: unknown) => refusal({ script, metadata })[0];
  const pairs = (count: number, length: number) =>
    Object.fromEntries(named(count).map((name) => [name, 'x'.repeat(length)]));
  const eight = pairs(8, 500);
  const bytesLeft = 4096 - JSON.stringify({ ...eight, z: '' }).length;
  const tooMuch = { pointer: '/metadata', detail: 'must be at most 4096 bytes in all' };

  equal(rule({}), undefined);
  equal(rule(pairs(20, 100)), undefined);
  deepEqual(rule(pairs(21, 1)), { pointer: '/metadata', detail: 'must have at most 20 pairs' });
  equal(rule({ ...eight, z: 'x'.repeat(bytesLeft) }), undefined);
  deepEqual(rule({ ...eight, z: 'x'.repeat(bytesLeft + 1) }), tooMuch);
  deepEqual(rule({ ...eight, z: `${'x'.repeat(bytesLeft - 1)}é` }), tooMuch);
});

test('lengths of metadata count characters, and an emoji is one', () => {
  const rule = (metadata: unknown) => refusal({ script, metadata })[0];
  const badName = { pointer: '/metadata', detail: 'must have names of 1 to 40 characters' };
  const badValue = { pointer: '/metadata/a', detail: 'must be at most 500 characters' };

  for (const character of ['x', 'é', '€', '😀']) {
    equal(rule({ [character.repeat(40)]: character.repeat(500) }), undefined, character);
    deepEqual(rule({ [character.repeat(41)]: '' }), badName, character);
    deepEqual(rule({ a: character.repeat(501) }), badValue, character);
  }
  deepEqual(rule({ '': 'x' }), badName);
});

test('a correlation id is 1 to 128 printable characters', () => {
  const rule = (correlationId: string) => refusal({ script, correlationId })[0]?.detail;

  equal(rule('Ä'.repeat(128)), undefined);
  equal(rule('😀'.repeat(128)), undefined);
  equal(rule('می\u200Cخواهم'), undefined);
  equal(rule('👩\u200D💻'), undefined);
  for (const wrong of ['', 'x'.repeat(129), 'a\nb', 'a\u0000', '\u200B', '\u202E', '\uFEFF'])
    equal(rule(wrong), 'must be 1 to 128 printable characters', JSON.stringify(wrong));
});
