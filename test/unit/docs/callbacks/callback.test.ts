import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { claimsOf, LASTSAVE } from '../../../support/docs/callbacks.ts';
import { IAT, read } from '../../../support/docs/parsed-callback.ts';

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

test('userdata of a caller that only begins like that of the gateway is a public field', () => {
  for (const userdata of [
    'docs-gateway/',
    'docs-gateway/order 42',
    `docs-gateway/${'u'.repeat(26)}`,
  ])
    equal(read({ status: 6, userdata }).publicFields.userdata, userdata);
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
