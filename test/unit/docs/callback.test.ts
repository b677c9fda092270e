import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { parseCallback } from '../../../shared/docs/callback.ts';
import type { GatewayError } from '../../../shared/errors.ts';
import { claimsOf, LASTSAVE } from '../../support/docs/callbacks.ts';

const IAT = 1_795_334_410; // 2026-11-22T08:00:10Z

function read(changed: Record<string, unknown> = {}) {
  return parseCallback({ ...claimsOf(changed), iat: IAT, exp: IAT + 300 });
}

function pointersOf(changed: Record<string, unknown>): string[] | undefined {
  try {
    read(changed);
    return undefined;
  } catch (error) {
    return (error as GatewayError).details.errors?.map(({ pointer }) => pointer);
  }
}

test('a final save is read with its links, its history and its time', () => {
  const callback = read({ formsdataurl: 'http://docs.example/form', userdata: 'order 42' });

  deepEqual(callback.links, {
    url: claimsOf().url,
    changesurl: claimsOf().changesurl,
    formsdataurl: 'http://docs.example/form',
  });
  deepEqual(callback.history, claimsOf().history);
  equal(callback.filetype, 'docx');
  equal(callback.lastsave, LASTSAVE);
  equal(callback.time, Date.parse(LASTSAVE));
  equal(callback.identity, LASTSAVE);
  equal(callback.path, '/cache/files/data/order-0042/output.docx/output.docx');
  equal(callback.userdata, 'order 42');
});

test('the public fields have no link, no token, no history and no times of a token', () => {
  const { publicFields } = read({ token: 'ey', formsdataurl: 'http://docs.example/form' });

  deepEqual(publicFields, {
    key: 'order-0042',
    status: 2,
    filetype: 'docx',
    users: ['anna'],
    actions: [{ type: 0, userid: 'anna' }],
    lastsave: LASTSAVE,
    notmodified: false,
  });
});

test('userdata that the gateway itself set is read, and not a public field', () => {
  const callback = read({ status: 6, userdata: 'docs-gateway/01KAMXF9W0Q5T2M7Y3B8C4D6E1' });

  equal('userdata' in callback.publicFields, false);
  equal(callback.userdata, 'docs-gateway/01KAMXF9W0Q5T2M7Y3B8C4D6E1');
});

test('fields that Docs leaves out, or sets to null, are absent', () => {
  const { links, history, filetype, userdata } = read({
    status: 6,
    changesurl: null,
    history: null,
    filetype: null,
    userdata: null,
  });

  deepEqual(links, { url: claimsOf().url, changesurl: undefined, formsdataurl: undefined });
  equal(history, null);
  equal(filetype, 'docx');
  equal(userdata, undefined);
});

test('a save without lastsave has the time of its token', () => {
  const { lastsave, time } = read({ status: 3, lastsave: undefined });

  equal(lastsave, '2026-11-22T08:00:10.000Z');
  equal(time, IAT * 1000);
});

test('a link that was signed anew, or made for another browser, leads to the same path', () => {
  const url = 'https://other.example/cache/files/data/order-0042/output.docx/output.docx?md5=b';

  equal(read({ url }).path, read().path);
  equal(read({ url: `${url}`.replace('order-0042', 'order-0042_17') }).path === read().path, false);
  equal(read({ status: 3, url: undefined }).path, '');
});

test('a time in another form is converted, because it is part of an S3 key', () => {
  equal(read({ lastsave: '2026-11-22T10:00:00+02:00' }).lastsave, LASTSAVE);
  equal(read({ lastsave: '../../x' }).lastsave, '2026-11-22T08:00:10.000Z');
});

test('callbacks for users who join and leave have different identities', () => {
  const joined = { status: 1, actions: [{ type: 1, userid: 'bert' }] };
  const left = { status: 1, actions: [{ type: 0, userid: 'bert' }] };

  equal(read(joined).identity === read(left).identity, false);
  equal(read(joined).identity, read(joined).identity);
  equal(read(joined).time, IAT * 1000);
});

test('a save without a link is refused, and a failed save without a link is not', () => {
  for (const status of [2, 6]) deepEqual(pointersOf({ status, url: undefined }), ['/url']);
  for (const status of [1, 3, 4, 7]) equal(pointersOf({ status, url: undefined }), undefined);
});

test('an unusable link of a save is refused, whatever is wrong with it', () => {
  const wrong = ['file:///etc/passwd', 'javascript:1', 'http://', 'http://[', '', ' ', '/', 7, {}];
  for (const url of wrong) deepEqual(pointersOf({ url }), ['/url'], String(url));
});

test('an unusable link other than the link of a save is dropped', () => {
  for (const link of ['file:///etc/passwd', 'javascript:1', 'http://[', 7, { a: 1 }, ['x']])
    for (const field of ['changesurl', 'formsdataurl'] as const) {
      const { links, odd } = read({ [field]: link });
      deepEqual([links[field], odd], [undefined, [field]], `${field} ${link}`);
    }
  const failed = read({ status: 3, url: 'file:///etc/passwd' });
  deepEqual([failed.links.url, failed.path, failed.odd], [undefined, '', ['url']]);
});

test('a link may be https, and contain characters that Docs does not escape', () => {
  for (const url of ['https://docs.example/x', 'HTTP://docs:8080/č b.docx?md5=a', 'http://[::1]/x'])
    equal(read({ url }).links.url, url);
});

test('a link may lack its host or its scheme', () => {
  const path = '/cache/files/data/k/output.docx/output.docx';
  const links = {
    [`${path}?md5=a`]: `${path}?md5=a`,
    [` ${path}\n`]: path,
    [`//docs.example${path}`]: `http://docs.example${path}`,
    [`10.0.0.7:8080${path}`]: `http://10.0.0.7:8080${path}`,
    [`localhost:8080${path}`]: `http://localhost:8080${path}`,
  };
  for (const [url, expected] of Object.entries(links)) {
    const callback = read({ url });
    deepEqual([callback.links.url, callback.path], [expected, path]);
  }
});

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
      [callback.filetype, callback.publicFields.filetype, callback.odd],
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
    deepEqual(callback.odd, ['filetype']);
  }
  for (const filetype of ['', null, undefined]) {
    const callback = read({ filetype });
    deepEqual(
      [callback.filetype, callback.publicFields.filetype, callback.odd],
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
