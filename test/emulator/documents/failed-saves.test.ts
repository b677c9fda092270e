import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { keepDocument } from '../../../shared/documents/keep-document.ts';
import { findObject } from '../../../shared/storage/objects/bucket.ts';
import { itemsOf } from '../../support/aws/resources.ts';
import { claimsOf, LASTSAVE } from '../../support/docs/callbacks.ts';
import { dataOf, depsFor, jsonAt, messageOf } from '../../support/documents/keep-document.ts';

const FOLDER = `documents/default/order-0042/${LASTSAVE}`;
const LATEST = 'documents/default/order-0042/latest.json';

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
