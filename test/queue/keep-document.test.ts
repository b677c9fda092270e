import { deepEqual, equal, rejects } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { GatewayEvent } from '../../shared/events/events.ts';
import { type Keeping, keepDocument } from '../../shared/queue/documents.ts';
import type { KeptFiles } from '../../shared/storage/documents.ts';
import type { Latest } from '../../shared/storage/latest.ts';
import { findSave, type SaveStatus } from '../../shared/storage/saves.ts';
import { findObject } from '../../shared/storage/scripts.ts';
import { itemsOf } from '../support/aws.ts';
import { claimsOf, docsWithFiles, LASTSAVE } from '../support/callbacks.ts';
import { freshKeeping, jsonAt, messageOf } from '../support/keeping.ts';

const FOLDER = `documents/default/order-0042/${LASTSAVE}`;
const LATEST = 'documents/default/order-0042/latest.json';

async function keepingFor(t: TestContext) {
  const docs = await docsWithFiles(t);
  docs.files.set('output.docx', { bytes: Buffer.from('a document') });
  docs.files.set('changes.zip', { bytes: Buffer.from('changes') });
  docs.files.set('form.json', { bytes: Buffer.from('[]') });
  return { docs, ...(await freshKeeping(docs.docs)) };
}

function findRecord({ table }: Keeping, status: SaveStatus = 2) {
  return findSave(table, { tenant: 'default', key: 'order-0042', lastsave: LASTSAVE, status });
}

function dataOf(event: GatewayEvent | undefined) {
  return event?.data as { files: KeptFiles } & Record<string, unknown>;
}

test('a final save is kept with its changes and its history, made the newest, told of and recorded', async (t) => {
  const { keeping, told } = await keepingFor(t);

  await keepDocument(
    keeping,
    await messageOf(keeping, claimsOf(), { fact: 'a-fact', query: { order: '42' } }),
  );

  const record = await findRecord(keeping);
  const { document, changes, history, form } = record?.files ?? {};
  deepEqual(
    [document, changes, history, form].map((file) => file?.key ?? null),
    [`${FOLDER}/document.docx`, `${FOLDER}/changes.zip`, `${FOLDER}/history.json`, null],
  );
  equal(record?.seenAt, '2026-11-22T08:00:10.000Z');
  deepEqual(await jsonAt(keeping, `${FOLDER}/history.json`), claimsOf().history);
  const latest = (await jsonAt(keeping, LATEST)) as Latest;
  deepEqual([latest.key, latest.lastsave, latest.status], ['order-0042', LASTSAVE, 2]);
  deepEqual(latest.files, record?.files);
  equal(told.length, 1);
  equal(told[0]?.detailType, 'Document Saved');
  deepEqual(told[0]?.metadata, {
    id: 'a-fact',
    version: '1',
    tenant: 'default',
    correlationId: 'order-0042',
  });
});

test('its event holds what Docs said and the facts of the files, but no link, history or version', async (t) => {
  const { keeping, told } = await keepingFor(t);
  const claims = claimsOf({ formsdataurl: 'http://docs.example/cache/files/data/x/form.json' });

  await keepDocument(keeping, await messageOf(keeping, claims, { query: { order: '42' } }));

  const { files, ...data } = dataOf(told[0]);
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
  const record = await findRecord(keeping);
  const { versionId, ...document } = record?.files.document ?? {};
  deepEqual(files.document, document);
  deepEqual(
    [files.changes?.name, files.history?.name, files.form?.name],
    ['changes.zip', 'history.json', 'form.json'],
  );
  equal(JSON.stringify(told).includes('http'), false);
});

test('links are followed to the Docs that is configured, whatever host they name', async (t) => {
  const { docs, keeping } = await keepingFor(t);
  const url = 'http://169.254.169.254/cache/files/data/order-0042/output.docx/output.docx?md5=a';

  await keepDocument(keeping, await messageOf(keeping, claimsOf({ url, changesurl: undefined })));

  deepEqual(docs.downloads, ['/cache/files/data/order-0042/output.docx/output.docx']);
});

test('a repetition changes nothing, tells nothing and downloads nothing', async (t) => {
  const { docs, keeping, told } = await keepingFor(t);
  await keepDocument(keeping, await messageOf(keeping, claimsOf()));
  const downloads = docs.downloads.length;

  await keepDocument(keeping, await messageOf(keeping, claimsOf()));

  equal(told.length, 1);
  equal(docs.downloads.length, downloads);
});

test('what is left of two broken saves within one second lies in two folders', async (t) => {
  const { keeping, told } = await keepingFor(t);

  for (const turn of [undefined, 2])
    await keepDocument(
      keeping,
      await messageOf(keeping, claimsOf({ status: 3 }), { turn, fact: `fact-${turn}` }),
    );

  deepEqual(
    told.map((event) => dataOf(event).files.document?.key),
    [`${FOLDER}-failed/document.docx`, `${FOLDER}-failed_02/document.docx`],
  );
});

test('a save that failed is told of and recorded; what is there stays', async (t) => {
  const { keeping, told } = await keepingFor(t);
  await keepDocument(keeping, await messageOf(keeping, claimsOf({ status: 6 })));
  const before = await jsonAt(keeping, LATEST);
  const later = { lastsave: '2026-11-22T09:00:00.000Z', url: undefined, changesurl: undefined };

  for (const status of [3, 7])
    await keepDocument(keeping, await messageOf(keeping, claimsOf({ ...later, status })));

  deepEqual(
    told.slice(1).map(({ detailType }) => detailType),
    ['Document Save Failed', 'Document Save Failed'],
  );
  deepEqual(dataOf(told[1]).files, { document: null, changes: null, history: null, form: null });
  deepEqual(await jsonAt(keeping, LATEST), before);
  equal((await itemsOf(keeping.table)).length, 3);
});

test('what is left of a document that is broken is kept apart, and replaces nothing', async (t) => {
  const { keeping, told } = await keepingFor(t);
  await keepDocument(keeping, await messageOf(keeping, claimsOf({ status: 6 })));
  const before = await jsonAt(keeping, LATEST);
  const { versionId } = (await findObject(keeping.bucket, `${FOLDER}/document.docx`)) ?? {};

  await keepDocument(keeping, await messageOf(keeping, claimsOf({ status: 3 })));

  const { detailType } = told[1] ?? {};
  equal(detailType, 'Document Save Failed');
  equal(dataOf(told[1]).files.document?.key, `${FOLDER}-failed/document.docx`);
  equal(dataOf(told[1]).files.changes?.key, `${FOLDER}-failed/changes.zip`);
  deepEqual(await jsonAt(keeping, LATEST), before);
  equal((await findObject(keeping.bucket, `${FOLDER}/document.docx`))?.versionId, versionId);
});

test('a failure is told of although what is left cannot be had', async (t) => {
  const { docs, keeping, told } = await keepingFor(t);
  docs.files.clear();

  await keepDocument(keeping, await messageOf(keeping, claimsOf({ status: 3 })));

  equal(told[0]?.detailType, 'Document Save Failed');
  deepEqual(dataOf(told[0]).files, { document: null, changes: null, history: null, form: null });
});

test('people who come and go are told of, and nothing is kept', async (t) => {
  const { keeping, told } = await keepingFor(t);
  const came = { key: 'order-0042', status: 1, users: ['anna'], actions: [{ type: 1 }] };

  await keepDocument(keeping, await messageOf(keeping, came));
  await keepDocument(keeping, await messageOf(keeping, { key: 'order-0042', status: 4 }));

  deepEqual(
    told.map(({ detailType }) => detailType),
    ['Document Editing', 'Document Closed'],
  );
  deepEqual(dataOf(told[0]).users, ['anna']);
  deepEqual(await itemsOf(keeping.table), []);
});

test('what Docs no longer gives out is not recorded: the message comes again', async (t) => {
  const { docs, keeping, told } = await keepingFor(t);
  docs.files.delete('changes.zip');

  const kept = messageOf(keeping, claimsOf()).then((message) => keepDocument(keeping, message));

  await rejects(kept, { code: 'RESULT_EXPIRED' });
  equal(await findRecord(keeping), undefined);
  equal(await findObject(keeping.bucket, LATEST), undefined);
  deepEqual(told, []);
});

test('a save whose event was not taken is told again under the same id', async (t) => {
  const { keeping, told } = await keepingFor(t);
  const message = await messageOf(keeping, claimsOf());
  const fails = async (...events: GatewayEvent[]) => {
    told.push(...events);
    throw new Error('the bus refused 1 events');
  };

  await rejects(keepDocument({ ...keeping, bus: fails }, message));
  equal(await findRecord(keeping), undefined);
  await keepDocument(keeping, message);

  equal(told.length, 2);
  equal(told[0]?.metadata.id, told[1]?.metadata.id);
});

test('fields that no event has room for are left out of it', async (t) => {
  const { keeping, told } = await keepingFor(t);
  const users = Array.from(
    { length: 5000 },
    (_, n) => `a user with a rather long name ${n} and more`,
  );

  await keepDocument(keeping, await messageOf(keeping, claimsOf({ users })));

  const data = dataOf(told[0]);
  equal('users' in data, false);
  equal(data.key, 'order-0042');
});

for (const name of ['output.docx', 'changes.zip']) {
  test(`a page in the place of ${name} is not kept as the save, and the save is kept when it has passed`, async (t) => {
    const { docs, keeping, told } = await keepingFor(t);
    docs.files.set(name, { bytes: Buffer.from('the file'), pages: 1 });
    const message = await messageOf(keeping, claimsOf());

    await rejects(keepDocument(keeping, message), { code: 'DOCS_UNAVAILABLE' });
    deepEqual(
      [told, await findRecord(keeping), await jsonAt(keeping, LATEST)],
      [[], undefined, undefined],
    );

    await keepDocument(keeping, message);
    const { document, changes } = (await findRecord(keeping))?.files ?? {};
    equal((name === 'output.docx' ? document : changes)?.size, 8);
    equal(told.length, 1);
  });
}
