import { deepEqual, equal, notEqual, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { statusOf } from '../../../shared/docs/callback-status.ts';
import { keepDocument } from '../../../shared/documents/keep-document.ts';
import { MAX_RECEIVES } from '../../../shared/limits.ts';
import { findObject, putText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { NO_FILES, type SaveStatus } from '../../../shared/storage/rows/saves.ts';
import { messagesIn } from '../../support/aws/resources.ts';
import { claimsOf, LASTSAVE } from '../../support/docs/callbacks.ts';
import {
  dataOf,
  depsFor,
  findRecord,
  jsonAt,
  longAgo,
  messageOf,
} from '../../support/documents/keep-document.ts';

const SAVE_ID = `callbackId-saved-${Date.parse(LASTSAVE)}`;
const LATEST = 'documents/default/order-0042/latest.json';

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
  const last = await messageAt(MAX_RECEIVES.callbacks);
  await keepDocument(deps, last);

  equal(published[0]?.detailType, 'Document Save Failed');
  const [letter] = await messagesIn(deps.deadLetters.url, 1);
  deepEqual(
    [letter?.Body, letter?.MessageAttributes?.code?.StringValue],
    [last.body, 'DOCS_UNAVAILABLE'],
  );
  docs.files.set('output.docx', { bytes: Buffer.from('a document') });
  await keepDocument(deps, await messageAt(1));
  equal(published[1]?.detailType, 'Document Saved');
});

test('a save whose claims cannot be read at the last receive is published with what its message says', async (t) => {
  const { deps, published } = await depsFor(t);
  const messageAt = async (receives: number) => {
    const record = await messageOf(deps, claimsOf(), {}, receives);
    await putText(deps.bucket, keys.callback('default', SAVE_ID), '{');
    return record;
  };

  await rejects(keepDocument(deps, await messageAt(MAX_RECEIVES.callbacks - 1)), SyntaxError);
  equal(published.length, 0);
  const last = await messageAt(MAX_RECEIVES.callbacks);
  await keepDocument(deps, last);
  await keepDocument(deps, await messageAt(MAX_RECEIVES.callbacks + 1));

  const [event, again, ...others] = published;
  deepEqual([event?.detailType, others], ['Document Save Failed', []]);
  equal(event?.metadata.id, again?.metadata.id);
  deepEqual(event?.data, {
    key: 'order-0042',
    status: 2,
    lastsave: LASTSAVE,
    query: {},
    forgotten: false,
    files: NO_FILES,
    error: {
      code: 'INTERNAL',
      detail: 'An internal error occurred. It is logged under this request id.',
    },
  });
  const [letter] = await messagesIn(deps.deadLetters.url, 1);
  deepEqual([letter?.Body, letter?.MessageAttributes?.code?.StringValue], [last.body, 'INTERNAL']);
});

test('a save with a missing file is not recorded while its link is valid, and its message is received again', async (t) => {
  const { docs, deps, published } = await depsFor(t);
  docs.files.delete('changes.zip');

  const processed = messageOf(deps, claimsOf()).then((message) => keepDocument(deps, message));

  await rejects(processed, { code: 'RESULT_EXPIRED' });
  equal(await findRecord(deps), undefined);
  equal(await findObject(deps.bucket, LATEST), undefined);
  deepEqual(published, []);
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
