import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { keepDocument } from '../../../shared/documents/keep-document.ts';
import type { GatewayEvent } from '../../../shared/events/bus.ts';
import type { LatestJson } from '../../../shared/storage/objects/latest-save.ts';
import { findSave } from '../../../shared/storage/rows/saves.ts';
import { itemsOf } from '../../support/aws/resources.ts';
import { claimsOf, LASTSAVE } from '../../support/docs/callbacks.ts';
import {
  dataOf,
  depsFor,
  findRecord,
  jsonAt,
  messageOf,
} from '../../support/documents/keep-document.ts';

const FOLDER = `documents/default/order-0042/${LASTSAVE}`;
const LATEST = 'documents/default/order-0042/latest.json';

test('a final save is stored with its changes and its history, made the newest, published and recorded', async (t) => {
  const { deps, published } = await depsFor(t);

  await keepDocument(
    deps,
    await messageOf(deps, claimsOf(), {
      callbackId: 'a-callbackId',
      query: { order: '42' },
      receivedAt: '2026-11-22T08:00:10.000Z',
    }),
  );

  const record = await findRecord(deps);
  const { document, changes, history, form } = record?.files ?? {};
  deepEqual(
    [document, changes, history, form].map((file) => file?.key ?? null),
    [`${FOLDER}/document.docx`, `${FOLDER}/changes.zip`, `${FOLDER}/history.json`, null],
  );
  equal(record?.seenAt, '2026-11-22T08:00:10.000Z');
  deepEqual(await jsonAt(deps, `${FOLDER}/history.json`), claimsOf().history);
  const latest = (await jsonAt(deps, LATEST)) as LatestJson;
  deepEqual([latest.key, latest.lastsave, latest.status], ['order-0042', LASTSAVE, 2]);
  deepEqual(latest.files, record?.files);
  equal(published.length, 1);
  equal(published[0]?.detailType, 'Document Saved');
  deepEqual(published[0]?.metadata, {
    id: 'a-callbackId',
    version: '1',
    tenant: 'default',
    correlationId: 'order-0042',
  });
});

test('the event of a save has the fields of the callback and its files, but no link, history or version', async (t) => {
  const { deps, published } = await depsFor(t);
  const claims = claimsOf({ formsdataurl: 'http://docs.example/cache/files/data/x/form.json' });

  await keepDocument(deps, await messageOf(deps, claims, { query: { order: '42' } }));

  const { files, ...data } = dataOf(published[0]);
  deepEqual(data, {
    key: 'order-0042',
    status: 2,
    filetype: 'docx',
    users: ['anna'],
    actions: [{ type: 0, userid: 'anna' }],
    lastsave: LASTSAVE,
    notmodified: false,
    query: { order: '42' },
    forgotten: false,
  });
  const record = await findRecord(deps);
  const { versionId, ...document } = record?.files.document ?? {};
  deepEqual(files.document, document);
  deepEqual(
    [files.changes?.name, files.history?.name, files.form?.name],
    ['changes.zip', 'history.json', 'form.json'],
  );
  equal(JSON.stringify(published).includes('http'), false);
});

test('links are downloaded from the configured Docs, whatever their host', async (t) => {
  const { docs, deps } = await depsFor(t);
  const url = 'http://169.254.169.254/cache/files/data/order-0042/output.docx/output.docx?md5=a';

  await keepDocument(deps, await messageOf(deps, claimsOf({ url, changesurl: undefined })));

  deepEqual(docs.downloads, ['/cache/files/data/order-0042/output.docx/output.docx']);
});

test('a repeated callback changes, publishes and downloads nothing', async (t) => {
  const { docs, deps, published } = await depsFor(t);
  await keepDocument(deps, await messageOf(deps, claimsOf()));
  const downloads = docs.downloads.length;

  await keepDocument(deps, await messageOf(deps, claimsOf()));

  equal(published.length, 1);
  equal(docs.downloads.length, downloads);
});

test('an event shows that the query was cut, and userdata that is not a string', async (t) => {
  const { deps, published } = await depsFor(t);
  const claims = { key: 'order-0042', status: 1, userdata: { order: 42 } };

  await keepDocument(deps, await messageOf(deps, claims, { queryOmitted: true }));

  const { queryOmitted, userdata } = dataOf(published[0]);
  deepEqual([queryOmitted, userdata], [true, { order: 42 }]);
});

test('a save with unusual fields is stored: no host in its link, a path as its key, no usable file type', async (t) => {
  const { docs, deps, published } = await depsFor(t);
  const key = '../ä/x';
  const claims = claimsOf({
    key,
    url: '/cache/files/data/k/output.docx/output.docx?md5=a',
    changesurl: { odd: true },
    filetype: { a: 1 },
    userdata: { order: 42 },
    history: 'a text',
    status: '6',
    unheardOf: [1],
  });

  await keepDocument(deps, await messageOf(deps, claims));

  const folder = `documents/default/..~2F~C3~A4~2Fx/${LASTSAVE}`;
  const { files, ...data } = dataOf(published[0]);
  deepEqual([files.document?.key, files.changes], [`${folder}/document.docx`, null]);
  deepEqual(await jsonAt(deps, `${folder}/history.json`), 'a text');
  deepEqual(
    [data.key, data.filetype, data.userdata, data.unheardOf, data.status],
    [key, 'docx', { order: 42 }, [1], 6],
  );
  deepEqual(docs.downloads, ['/cache/files/data/k/output.docx/output.docx']);
  const latest = (await jsonAt(
    deps,
    'documents/default/..~2F~C3~A4~2Fx/latest.json',
  )) as LatestJson;
  equal(latest.key, key);
  const save = { tenant: 'default', key, lastsave: LASTSAVE, status: 'force-saved' as const };
  equal((await findSave(deps.table, save))?.key, key);
});

test('editing and closing a document is published, and nothing is stored', async (t) => {
  const { deps, published } = await depsFor(t);
  const came = { key: 'order-0042', status: 1, users: ['anna'], actions: [{ type: 1 }] };

  await keepDocument(deps, await messageOf(deps, came));
  await keepDocument(deps, await messageOf(deps, { key: 'order-0042', status: 4 }));

  deepEqual(
    published.map(({ detailType }) => detailType),
    ['Document Editing', 'Document Closed'],
  );
  deepEqual(dataOf(published[0]).users, ['anna']);
  deepEqual(await itemsOf(deps.table), []);
});

test('a save whose event the bus refused is published again under the same id', async (t) => {
  const { deps, published } = await depsFor(t);
  const message = await messageOf(deps, claimsOf());
  const fails = async (...events: GatewayEvent[]) => {
    published.push(...events);
    throw new Error('the bus refused 1 events');
  };

  await rejects(keepDocument({ ...deps, bus: fails }, message));
  equal(await findRecord(deps), undefined);
  await keepDocument(deps, message);

  equal(published.length, 2);
  equal(published[0]?.metadata.id, published[1]?.metadata.id);
});

test('fields that are too large for an event are left out of it', async (t) => {
  const { deps, published } = await depsFor(t);
  const users = Array.from(
    { length: 5000 },
    (_, n) => `a user with a rather long name ${n} and more`,
  );

  await keepDocument(deps, await messageOf(deps, claimsOf({ users })));

  const data = dataOf(published[0]);
  equal('users' in data, false);
  equal(data.key, 'order-0042');
});
