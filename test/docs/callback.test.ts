import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { parseCallback } from '../../shared/docs/callback.ts';
import type { GatewayError } from '../../shared/errors.ts';
import { claimsOf, LASTSAVE } from '../support/callbacks.ts';

const IAT = 1_795_334_410; // 2026-11-22T08:00:10Z

function read(changed: Record<string, unknown> = {}) {
  return parseCallback({ ...claimsOf(changed), iat: IAT, exp: IAT + 300 });
}

function pointersOf(changed: Record<string, unknown>): string[] | undefined {
  try {
    read(changed);
    return undefined;
  } catch (error) {
    return (error as GatewayError).facts.errors?.map(({ pointer }) => pointer);
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
  equal(callback.mark, LASTSAVE);
  equal(callback.path, '/cache/files/data/order-0042/output.docx/output.docx');
  equal(callback.userdata, 'order 42');
});

test('what may be told holds no link, no token, no history and no times of a token', () => {
  const { facts } = read({ token: 'ey', formsdataurl: 'http://docs.example/form' });

  deepEqual(facts, {
    key: 'order-0042',
    status: 2,
    filetype: 'docx',
    users: ['anna'],
    actions: [{ type: 0, userid: 'anna' }],
    lastsave: LASTSAVE,
    notmodified: false,
  });
});

test('userdata that we gave Docs ourselves is told nobody, and still read', () => {
  const callback = read({ status: 6, userdata: 'docs-gateway/01KAMXF9W0Q5T2M7Y3B8C4D6E1' });

  equal('userdata' in callback.facts, false);
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

test('a save whose time Docs does not say is from when Docs said it', () => {
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

test('a time in another form becomes plain, for it is part of a key', () => {
  equal(read({ lastsave: '2026-11-22T10:00:00+02:00' }).lastsave, LASTSAVE);
  equal(read({ lastsave: '../../x' }).lastsave, '2026-11-22T08:00:10.000Z');
});

test('two callbacks that people came and went are told apart', () => {
  const joined = { status: 1, actions: [{ type: 1, userid: 'bert' }] };
  const left = { status: 1, actions: [{ type: 0, userid: 'bert' }] };

  equal(read(joined).mark === read(left).mark, false);
  equal(read(joined).mark, read(joined).mark);
  equal(read(joined).time, IAT * 1000);
});

test('a save without a link is refused, a failed one needs none', () => {
  for (const status of [2, 6]) deepEqual(pointersOf({ status, url: undefined }), ['/url']);
  for (const status of [1, 3, 4, 7]) equal(pointersOf({ status, url: undefined }), undefined);
});

test('a link that is no absolute http or https URL is refused, whatever it would bring', () => {
  const wrong = ['file:///etc/passwd', 'javascript:1', '//evil/x', '/cache/files/../../etc', 'x'];
  for (const link of [...wrong, 'https:evil/x', 'http://', 'http://[', ' http://docs.example/x'])
    for (const field of ['url', 'changesurl', 'formsdataurl'])
      deepEqual(pointersOf({ [field]: link }), [`/${field}`], `${field} ${link}`);
});

test('a link may be https, and hold what Docs does not escape', () => {
  for (const url of ['https://docs.example/x', 'HTTP://docs:8080/č b.docx?md5=a', 'http://[::1]/x'])
    equal(read({ url }).links.url, url);
});

test('a status that is unknown, or no number, is refused', () => {
  for (const status of [0, 5, 8, -1, '2', null, [2], undefined, 2.5])
    deepEqual(pointersOf({ status }), ['/status'], String(status));
});

test('a key that breaks the rule is refused', () => {
  for (const key of ['', '.', '..', '../x', 'a/b', 'ä', '-._=', 'x'.repeat(129), 7, null])
    deepEqual(pointersOf({ key }), ['/key'], String(key));
});

test('a file type that is no suffix is refused', () => {
  for (const filetype of ['../docx', 'a/b', '', 'x'.repeat(17)])
    deepEqual(pointersOf({ filetype }), ['/filetype'], filetype);
});

test('claims without the time of their token are refused', () => {
  throws(() => parseCallback(claimsOf()), { code: 'REQUEST_INVALID' });
});
