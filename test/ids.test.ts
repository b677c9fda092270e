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
} from '../shared/ids.ts';

const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });

test('an id of a source looks like any id and tells the time of its source', () => {
  fc.assert(
    fc.property(time, fc.array(fc.string(), { minLength: 1 }), (at, source) => {
      const id = idOfSource(at, ...source);
      match(id, ID_PATTERN);
      equal(decodeTime(id), at);
      equal(idOfSource(at, ...source), id);
    }),
  );
});

test('an id of a source is the first 80 bits of SHA-256 over the JSON of its names', () => {
  const time = Date.parse('2026-11-22T08:00:00.000Z');
  equal(sha256Hex('["sqs","default","message"]').slice(0, 20), '49947b955ca5f3cc247b');
  equal(idOfSource(time, 'sqs', 'default', 'message'), '01M8149T0096A7Q5AWMQSWR93V');
});

test('ids of sources sort by their times', () => {
  fc.assert(
    fc.property(time, time, (a, b) => {
      const [first, second] = [idOfSource(a, 'x'), idOfSource(b, 'y')];
      return a < b ? first < second : a > b ? first > second : true;
    }),
  );
});

test('another door, tenant or name makes another id, wherever the words are cut', () => {
  const id = idOfSource(1, 'sqs', 'acme', 'm');
  notEqual(idOfSource(1, 'event', 'acme', 'm'), id);
  notEqual(idOfSource(1, 'sqs', 'other', 'm'), id);
  notEqual(idOfSource(1, 'sqs', 'acmem', ''), id);
});

test('a time that is none makes no id', () => {
  throws(() => idOfSource(Number.NaN, 'sqs'), RangeError);
});

test('a run name is short, fit for Step Functions and Docs, and begins with its id', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (stack, tenant) => {
      const id = freshId();
      match(runName(stack, tenant, id), /^[0-9A-HJKMNP-TV-Z]{26}-[0-9a-f]{12}$/);
      equal(runName(stack, tenant, id).startsWith(id), true);
    }),
  );
});

test('one id has another run name in every tenant and every stack', () => {
  const id = freshId();
  const names = [runName('a', 'bc', id), runName('ab', 'c', id), runName('a', 'b', id)];
  equal(new Set(names).size, 3);
});

test('fresh ids and capabilities never repeat', () => {
  const ids = Array.from({ length: 1000 }, freshId);
  const capabilities = Array.from({ length: 1000 }, freshCapability);

  equal(new Set(ids).size, 1000);
  equal(new Set(capabilities).size, 1000);
  for (const id of ids) match(id, ID_PATTERN);
  match(capabilities[0] ?? '', /^[\w-]{32}$/);
});
