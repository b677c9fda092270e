import { equal, match, notEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeTime } from 'ulid';
import {
  freshCapability,
  freshId,
  ID_PATTERN,
  idOfSource,
  runName,
  sha256Hex,
} from '../../shared/ids.ts';

const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });

test('the id of a source has the form of every id and contains the time of the source', () => {
  fc.assert(
    fc.property(time, fc.array(fc.string(), { minLength: 1 }), (at, source) => {
      const id = idOfSource(at, ...source);
      match(id, ID_PATTERN);
      equal(decodeTime(id), at);
      equal(idOfSource(at, ...source), id);
    }),
  );
});

test('the random part of the id of a source is the first 80 bits of a SHA-256 of its names', () => {
  const time = Date.parse('2026-11-22T08:00:00.000Z');
  equal(sha256Hex('["sqs","default","message"]').slice(0, 20), '49947b955ca5f3cc247b');
  equal(idOfSource(time, 'sqs', 'default', 'message'), '01M8149T0096A7Q5AWMQSWR93V');
});

test('the ids of sources sort by the times of the sources', () => {
  fc.assert(
    fc.property(time, time, (a, b) => {
      const [first, second] = [idOfSource(a, 'x'), idOfSource(b, 'y')];
      return a < b ? first < second : a > b ? first > second : true;
    }),
  );
});

test('two sources that differ in any name have different ids, however their names are split', () => {
  const id = idOfSource(1, 'sqs', 'acme', 'm');
  notEqual(idOfSource(1, 'event', 'acme', 'm'), id);
  notEqual(idOfSource(1, 'sqs', 'other', 'm'), id);
  notEqual(idOfSource(1, 'sqs', 'acmem', ''), id);
});

test('an invalid time makes no id', () => {
  throws(() => idOfSource(Number.NaN, 'sqs'), RangeError);
});

test('a run name begins with its id and is valid in Step Functions and in Docs', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (stack, tenant) => {
      const id = freshId();
      match(runName(stack, tenant, id), /^[0-9A-HJKMNP-TV-Z]{26}-[0-9a-f]{12}$/);
      equal(runName(stack, tenant, id).startsWith(id), true);
    }),
  );
});

test('the same id has different run names in different tenants and stacks', () => {
  const id = freshId();
  const names = [runName('a', 'bc', id), runName('ab', 'c', id), runName('a', 'b', id)];
  equal(new Set(names).size, 3);
});

test('new ids and capabilities do not repeat', () => {
  const ids = Array.from({ length: 1000 }, freshId);
  const capabilities = Array.from({ length: 1000 }, freshCapability);

  equal(new Set(ids).size, 1000);
  equal(new Set(capabilities).size, 1000);
  for (const id of ids) match(id, ID_PATTERN);
  match(capabilities[0] ?? '', /^[\w-]{32}$/);
});
