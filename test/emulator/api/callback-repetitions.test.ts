import { deepEqual, equal, notEqual } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { findSave, recordSave } from '../../../shared/storage/rows/saves.ts';
import { callbackBody, claimsOf, LASTSAVE } from '../../support/docs/callbacks.ts';
import {
  freshClaims,
  functionFor,
  recordOf,
  table,
} from '../../support/documents/receive-callback-function.ts';
import { until } from '../../support/until.ts';

test('a save that is already stored is answered with error 0 at once, and only its last time is recorded', async () => {
  const { call, messages } = await functionFor();
  const claims = freshClaims({ userdata: 'second' });
  await recordSave(table, recordOf(claims, { userdata: 'first' }));

  const { json } = await call(await callbackBody(claims));

  deepEqual(json, { error: 0 });
  deepEqual(await messages(0), []);
  const record = await findSave(table, recordOf(claims));
  equal(record?.userdata, 'second');
  equal((record?.seenAt ?? '') > '2026-02', true);
});

test('a repeated callback has the same id, and a callback of another time another id', async () => {
  const { call, messages } = await functionFor();
  const claims = freshClaims({ status: 7, url: undefined });
  const later = { ...claims, lastsave: '2026-11-22T09:00:00.000Z' };

  for (const each of [claims, claims, later]) await call(await callbackBody(each));

  const facts = new Map<string, string>();
  for (const { lastsave, callbackId } of await messages(3)) facts.set(callbackId, lastsave);
  deepEqual([...facts.values()].sort(), [LASTSAVE, '2026-11-22T09:00:00.000Z']);
});

test("the id of a callback is made from Docs' number of its status, its document and its time", async () => {
  const { call, messages } = await functionFor();
  const claims = claimsOf({ status: 7, key: 'order-0042', url: undefined });
  const timeEpoch = Date.now() - 22_000;

  await call(await callbackBody(claimsOf({ key: 'order-0042' })), { timeEpoch });
  await call(await callbackBody(claims));

  const ids = (await messages(2)).map(({ status, callbackId }) => [status, callbackId]);
  deepEqual(Object.fromEntries(ids), {
    saved: '01M8149T00P40TYJ4EVABKTQ4J',
    'force-save-failed': '01M8149T003S59X46GA95C9NXB',
  });
});

/** A forced save of a document, whose file Docs has. */
function forcedClaims(key: string, folder: string, query = 'md5=a') {
  const url = `http://docs.example/cache/files/data/${folder}/output.docx/output.docx?${query}`;
  return claimsOf({ key, status: 6, url, userdata: folder });
}

test('another file of the same second is another save, answered once it is stored itself', async () => {
  const { call, messages } = await functionFor();
  const key = `acme.${randomUUID()}`;
  const [first, second] = [forcedClaims(key, 'first'), forcedClaims(key, 'second')];
  const forced = (saveNumber?: number) => recordOf(first, { status: 'force-saved', saveNumber });
  const early = call(await callbackBody(first));
  const [one] = await messages(1);
  await recordSave(table, forced());
  await early;

  const late = call(await callbackBody(second));
  const [two] = await messages(1);
  await recordSave(table, forced(2));
  const answer = await late;

  deepEqual([one?.saveNumber, two?.saveNumber, two?.lastsave], [undefined, 2, LASTSAVE]);
  notEqual(one?.callbackId, two?.callbackId);
  deepEqual([answer.status, answer.json], [200, { error: 0 }]);
  const records = await Promise.all([findSave(table, forced()), findSave(table, forced(2))]);
  deepEqual(
    records.map((record) => record?.userdata),
    ['first', 'second'],
  );
});

test('another file of the same second that is not stored in time is 503', async () => {
  const { call, messages } = await functionFor();
  const key = `acme.${randomUUID()}`;
  const early = call(await callbackBody(forcedClaims(key, 'first')));
  await messages(1);
  await recordSave(table, recordOf(forcedClaims(key, 'first'), { status: 'force-saved' }));
  await early;

  const timeEpoch = Date.now() - 21_500;
  const late = await call(await callbackBody(forcedClaims(key, 'second')), { timeEpoch });

  deepEqual([late.status, late.json.code], [503, 'STORAGE_FAILED']);
});

test('a callback with a new signature in its link is a repetition', async () => {
  const { call, messages } = await functionFor();
  const key = `acme.${randomUUID()}`;
  const claims = forcedClaims(key, 'same');
  const early = call(await callbackBody(claims));
  await messages(1);
  await recordSave(table, recordOf(claims, { status: 'force-saved' }));
  await early;

  const again = await call(await callbackBody(forcedClaims(key, 'same', 'md5=b&expires=9')));

  deepEqual(again.json, { error: 0 });
  deepEqual(await messages(0), []);
});

test('a save that another request stores meanwhile is answered with error 0, and its userdata is recorded', async () => {
  const { call, messages } = await functionFor();
  const claims = freshClaims({ status: 6, userdata: 'mine' });

  const answer = call(await callbackBody(claims));
  await messages(1);
  await recordSave(table, recordOf(claims, { status: 'force-saved', userdata: 'before' }));

  deepEqual((await answer).json, { error: 0 });
  const name = recordOf(claims, { status: 'force-saved' });
  await until(async () => (await findSave(table, name))?.userdata === 'mine');
});
