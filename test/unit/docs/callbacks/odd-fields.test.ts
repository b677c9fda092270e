import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { parseCallback } from '../../../../shared/docs/callback.ts';
import { claimsOf } from '../../../support/docs/callbacks.ts';
import { IAT, pointersOf, read } from '../../../support/docs/parsed-callback.ts';

test('a status may be a string of digits', () => {
  const { status, publicFields } = read({ status: '6' });

  deepEqual([status, publicFields.status], ['force-saved', 6]);
});

test('a status that is unknown or not a number is refused', () => {
  for (const status of [0, 5, 8, -1, 'x', '', null, [2], undefined, 2.5, '2.5', true])
    deepEqual(pointersOf({ status }), ['/status'], String(status));
});

test('a key may have any characters, and a number becomes its digits', () => {
  const keys = ['.', '..', '../x', 'a/b', 'ä', '-._=', 'x'.repeat(129), 'x'.repeat(4096)];
  for (const key of keys) equal(read({ key }).key, key);
  const { key, publicFields } = read({ key: 7 });
  deepEqual([key, publicFields.key], ['7', '7']);
});

test('a key that is not a string, empty, or longer than 4,096 bytes is refused', () => {
  for (const key of [
    '',
    null,
    undefined,
    {},
    ['k'],
    Number.NaN,
    'x'.repeat(4097),
    'ä'.repeat(2049),
  ])
    deepEqual(pointersOf({ key }), ['/key'], String(key));
});

test('a file type is public without its dot and in lower case, or taken from the link of the document', () => {
  const types = { '.docx': 'docx', DOCX: 'docx', ' xlsx ': 'xlsx', '..pdf': 'pdf' };
  for (const [filetype, expected] of Object.entries(types)) {
    const callback = read({ filetype });
    deepEqual(
      [callback.filetype, callback.publicFields.filetype, callback.unusable],
      [expected, expected, []],
    );
  }
  for (const filetype of ['../docx', 'a/b', 'x'.repeat(17), 7, { a: 1 }]) {
    const callback = read({ filetype });
    deepEqual(
      [callback.filetype, callback.publicFields.filetype],
      ['docx', 'docx'],
      String(filetype),
    );
    deepEqual(callback.unusable, ['filetype']);
  }
  for (const filetype of ['', null, undefined]) {
    const callback = read({ filetype });
    deepEqual(
      [callback.filetype, callback.publicFields.filetype, callback.unusable],
      ['docx', 'docx', []],
    );
  }
  equal(read({ filetype: '', url: 'http://docs.example/cache/files/x' }).filetype, 'bin');
  equal('filetype' in read({ status: 3, url: undefined, filetype: '../x' }).publicFields, false);
});

test('userdata that is not a string is a public field, and does not identify a save', () => {
  for (const userdata of [{ order: 42, deep: [null, { a: 'b' }] }, 42, 0, true, ['a']]) {
    const callback = read({ status: 6, userdata });
    deepEqual([callback.userdata, callback.publicFields.userdata], [undefined, userdata]);
  }
});

test('userdata of more than 4,096 bytes is a public field, and does not identify a save', () => {
  for (const userdata of ['u'.repeat(4097), 'ä'.repeat(2049), 'u'.repeat(500_000)]) {
    const callback = read({ status: 6, userdata });
    deepEqual([callback.userdata, callback.publicFields.userdata], [undefined, userdata]);
  }
  equal(read({ status: 6, userdata: 'ä'.repeat(2048) }).userdata, 'ä'.repeat(2048));
});

test('a lastsave that is not a time is replaced by the time of the callback', () => {
  for (const lastsave of [7, {}, '', 'yesterday', '2', '+275760-09-13T00:00:00.000Z', ['x']]) {
    const callback = read({ lastsave });
    equal(callback.lastsave, '2026-11-22T08:00:10.000Z', String(lastsave));
    equal(callback.publicFields.lastsave, '2026-11-22T08:00:10.000Z');
    equal(callback.time, IAT * 1000);
  }
});

test('a history of any shape and unknown fields are passed on unchanged', () => {
  for (const history of ['text', 7, [], { changes: 'none' }, true])
    deepEqual(read({ history }).history, history);
  const { publicFields } = read({
    users: 'anna',
    actions: 7,
    forcesavetype: '1',
    constructor: { a: 1 },
  });
  deepEqual(
    [
      publicFields.users,
      publicFields.actions,
      publicFields.forcesavetype,
      publicFields.constructor,
    ],
    ['anna', 7, '1', { a: 1 }],
  );
});

test('claims without the time of their token are refused', () => {
  throws(() => parseCallback(claimsOf()), { code: 'REQUEST_INVALID' });
});

test('a field named __proto__ is an ordinary field of a callback, and sets no other field', () => {
  const claims = JSON.parse(
    `{"key":"k","status":4,"iat":${IAT},"__proto__":{"users":["mallory"],"userdata":"x"}}`,
  );

  const { publicFields, userdata } = parseCallback(claims);

  deepEqual(JSON.parse(JSON.stringify(publicFields)), {
    key: 'k',
    status: 4,
    ...JSON.parse('{"__proto__":{"users":["mallory"],"userdata":"x"}}'),
  });
  equal(
    JSON.stringify(publicFields),
    '{"key":"k","status":4,"__proto__":{"users":["mallory"],"userdata":"x"}}',
  );
  deepEqual([publicFields.users, userdata], [undefined, undefined]);
});
