import { deepEqual, equal, notEqual, rejects } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { statusOf } from '../../../shared/docs/callback-status.ts';
import { type KeepDeps, keepDocument } from '../../../shared/documents/keep-document.ts';
import type { GatewayEvent } from '../../../shared/events/events.ts';
import { MAX_RECEIVES } from '../../../shared/limits.ts';
import { findObject } from '../../../shared/storage/objects/bucket.ts';
import type { LatestJson } from '../../../shared/storage/objects/latest-save.ts';
import { findSave, type SaveFiles, type SaveStatus } from '../../../shared/storage/rows/saves.ts';
import { itemsOf } from '../../support/aws/resources.ts';
import { claimsOf, docsWithFiles, LASTSAVE } from '../../support/docs/callbacks.ts';
import { freshKeepDeps, jsonAt, messageOf } from '../../support/keep-document.ts';

const FOLDER = `documents/default/order-0042/${LASTSAVE}`;
const LATEST = 'documents/default/order-0042/latest.json';

async function depsFor(t: TestContext) {
  const docs = await docsWithFiles(t);
  docs.files.set('output.docx', { bytes: Buffer.from('a document') });
  docs.files.set('changes.zip', { bytes: Buffer.from('changes') });
  docs.files.set('form.json', { bytes: Buffer.from('[]') });
  return { docs, ...(await freshKeepDeps(docs.docs)) };
}

function findRecord({ table }: KeepDeps, status: SaveStatus = 'saved') {
  return findSave(table, { tenant: 'default', key: 'order-0042', lastsave: LASTSAVE, status });
}

function dataOf(event: GatewayEvent | undefined) {
  return event?.data as { files: SaveFiles } & Record<string, unknown>;
}

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

test('the remains of two failed saves within one second are stored in two folders', async (t) => {
  const { deps, published } = await depsFor(t);

  for (const saveNumber of [undefined, 2])
    await keepDocument(
      deps,
      await messageOf(deps, claimsOf({ status: 3 }), {
        saveNumber,
        callbackId: `callbackId-${saveNumber}`,
      }),
    );

  deepEqual(
    published.map((event) => dataOf(event).files.document?.key),
    [`${FOLDER}-failed/document.docx`, `${FOLDER}-failed_02/document.docx`],
  );
});

test('a failed save is published and recorded, and does not change the latest document', async (t) => {
  const { deps, published } = await depsFor(t);
  await keepDocument(deps, await messageOf(deps, claimsOf({ status: 6 })));
  const before = await jsonAt(deps, LATEST);
  const later = { lastsave: '2026-11-22T09:00:00.000Z', url: undefined, changesurl: undefined };

  for (const status of [3, 7])
    await keepDocument(deps, await messageOf(deps, claimsOf({ ...later, status })));

  deepEqual(
    published.slice(1).map(({ detailType }) => detailType),
    ['Document Save Failed', 'Document Save Failed'],
  );
  deepEqual(dataOf(published[1]).files, {
    document: null,
    changes: null,
    history: null,
    form: null,
  });
  deepEqual(await jsonAt(deps, LATEST), before);
  equal((await itemsOf(deps.table)).length, 3);
});

test('the remains of a failed save are stored in their own folder and replace nothing', async (t) => {
  const { deps, published } = await depsFor(t);
  await keepDocument(deps, await messageOf(deps, claimsOf({ status: 6 })));
  const before = await jsonAt(deps, LATEST);
  const { versionId } = (await findObject(deps.bucket, `${FOLDER}/document.docx`)) ?? {};

  await keepDocument(deps, await messageOf(deps, claimsOf({ status: 3 })));

  const { detailType } = published[1] ?? {};
  equal(detailType, 'Document Save Failed');
  equal(dataOf(published[1]).files.document?.key, `${FOLDER}-failed/document.docx`);
  equal(dataOf(published[1]).files.changes?.key, `${FOLDER}-failed/changes.zip`);
  deepEqual(await jsonAt(deps, LATEST), before);
  equal((await findObject(deps.bucket, `${FOLDER}/document.docx`))?.versionId, versionId);
});

/** A quarter of an hour ago, when Docs made a link that has expired by now. */
const longAgo = () => new Date(Date.now() - 15 * 60_000).toISOString();

for (const status of [2, 3, 6, 7] as const) {
  test(`a file of status ${status} that is missing before its link expires is tried again`, async (t) => {
    const { docs, deps, published } = await depsFor(t);
    docs.files.clear();

    await rejects(keepDocument(deps, await messageOf(deps, claimsOf({ status }))), {
      code: 'RESULT_EXPIRED',
    });
    deepEqual(published, []);
    equal(await findRecord(deps, statusOf(status) as SaveStatus), undefined);
  });

  test(`a file of status ${status} whose link has expired is published as lost under one id, counted, and not recorded`, async (t) => {
    const { docs, deps, published } = await depsFor(t);
    docs.files.clear();
    const written = t.mock.method(process.stdout, 'write');
    const late = { receivedAt: longAgo(), query: { order: '42' }, callbackId: 'callbackId' };

    const claims = claimsOf({ status, changesurl: undefined });
    for (let n = 0; n < 2; n++) await keepDocument(deps, await messageOf(deps, claims, late));

    const [one, two] = published;
    equal(one?.detailType, 'Document Save Failed');
    const { files, error, query, status: said, forgotten } = dataOf(one);
    deepEqual(
      { files, error, query, said, forgotten },
      {
        files: { document: null, changes: null, history: null, form: null },
        error: {
          code: 'RESULT_EXPIRED',
          detail: 'Docs answered 404 to its own link of "document.docx"',
        },
        query: { order: '42' },
        said: status,
        forgotten: false,
      },
    );
    deepEqual(one, two);
    notEqual(one?.metadata.id, 'callbackId');
    equal(await findRecord(deps, statusOf(status) as SaveStatus), undefined);
    const lines = written.mock.calls.map(({ arguments: [line] }) => String(line));
    equal(lines.filter((line) => line.includes('"DocumentLost":1')).length, 2);
  });
}

test('a document over the size limit is published as lost at once', async (t) => {
  const { docs, deps, published } = await depsFor(t);
  docs.files.set('output.docx', { bytes: Buffer.alloc(2 * 1024 ** 2) });

  await keepDocument(deps, await messageOf(deps, claimsOf()));

  deepEqual(
    published.map((event) => [event.detailType, (dataOf(event).error as { code: string }).code]),
    [['Document Save Failed', 'RESULT_TOO_LARGE']],
  );
});

test('a document that fails at the last receive is published as lost, and its message goes to the dead-letter queue', async (t) => {
  const { docs, deps, published } = await depsFor(t);
  docs.files.set('output.docx', { bytes: Buffer.alloc(0), status: 503 });
  const messageAt = (receives: number) => messageOf(deps, claimsOf(), {}, receives);

  await rejects(keepDocument(deps, await messageAt(MAX_RECEIVES.callbacks - 1)), {
    code: 'DOCS_UNAVAILABLE',
  });
  equal(published.length, 0);
  await rejects(keepDocument(deps, await messageAt(MAX_RECEIVES.callbacks)), {
    code: 'DOCS_UNAVAILABLE',
  });

  equal(published[0]?.detailType, 'Document Save Failed');
  docs.files.set('output.docx', { bytes: Buffer.from('a document') });
  await keepDocument(deps, await messageAt(1));
  equal(published[1]?.detailType, 'Document Saved');
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

test('a save with a missing file is not recorded while its link is valid, and its message is received again', async (t) => {
  const { docs, deps, published } = await depsFor(t);
  docs.files.delete('changes.zip');

  const kept = messageOf(deps, claimsOf()).then((message) => keepDocument(deps, message));

  await rejects(kept, { code: 'RESULT_EXPIRED' });
  equal(await findRecord(deps), undefined);
  equal(await findObject(deps.bucket, LATEST), undefined);
  deepEqual(published, []);
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

for (const name of ['output.docx', 'changes.zip']) {
  test(`an HTML page in place of ${name} is not stored, and the save is stored once Docs sends the file`, async (t) => {
    const { docs, deps, published } = await depsFor(t);
    docs.files.set(name, { bytes: Buffer.from('the file'), pages: 1 });
    const message = await messageOf(deps, claimsOf());

    await rejects(keepDocument(deps, message), { code: 'DOCS_UNAVAILABLE' });
    deepEqual(
      [published, await findRecord(deps), await jsonAt(deps, LATEST)],
      [[], undefined, undefined],
    );

    await keepDocument(deps, message);
    const { document, changes } = (await findRecord(deps))?.files ?? {};
    equal((name === 'output.docx' ? document : changes)?.size, 8);
    equal(published.length, 1);
  });
}

const FORM = 'http://docs.example/cache/files/data/order-0042/form.json/form.json?md5=c';

for (const [field, name] of [
  ['changes', 'changes.zip'],
  ['form', 'form.json'],
] as const) {
  test(`a save whose ${name} has expired in Docs is stored, published and recorded without that file`, async (t) => {
    const { docs, deps, published } = await depsFor(t);
    docs.files.delete(name);
    const claims = claimsOf({ formsdataurl: FORM });

    await keepDocument(deps, await messageOf(deps, claims, { receivedAt: longAgo() }));

    const all = { changes: 'changes.zip', history: 'history.json', form: 'form.json' };
    const expected = { document: 'document.docx', ...all, [field]: null };
    equal(published.length, 1);
    equal(published[0]?.detailType, 'Document Saved');
    deepEqual(namesOf(dataOf(published[0]).files), expected);
    deepEqual(namesOf((await findRecord(deps))?.files), expected);
    deepEqual(namesOf(((await jsonAt(deps, LATEST)) as LatestJson).files), expected);
  });
}

test('a save whose changes.zip exceeds the size limit is stored without it at once', async (t) => {
  const { docs, deps, published } = await depsFor(t);
  docs.files.set('changes.zip', { bytes: Buffer.alloc(2 * 1024 ** 2) });

  await keepDocument(deps, await messageOf(deps, claimsOf()));

  const files = { document: 'document.docx', changes: null, history: 'history.json', form: null };
  equal(published[0]?.detailType, 'Document Saved');
  deepEqual(namesOf(dataOf(published[0]).files), files);
});

test('the remains of a failed save are stored without a changes.zip that has expired in Docs', async (t) => {
  const { docs, deps, published } = await depsFor(t);
  docs.files.delete('changes.zip');
  const late = { receivedAt: longAgo() };

  await keepDocument(deps, await messageOf(deps, claimsOf({ status: 3 }), late));

  const { files, error } = dataOf(published[0]);
  deepEqual(
    [files.document?.key, files.changes, error],
    [`${FOLDER}-failed/document.docx`, null, undefined],
  );
});

function namesOf(files: SaveFiles | undefined): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(files ?? {}).map(([field, file]) => [field, file?.name ?? null]),
  );
}
