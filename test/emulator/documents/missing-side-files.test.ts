import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { keepDocument } from '../../../shared/documents/keep-document.ts';
import type { LatestJson } from '../../../shared/storage/objects/latest-save.ts';
import type { SaveFiles } from '../../../shared/storage/rows/saves.ts';
import { claimsOf, LASTSAVE } from '../../support/docs/callbacks.ts';
import {
  dataOf,
  depsFor,
  findRecord,
  jsonAt,
  longAgo,
  messageOf,
} from '../../support/documents/keep-document.ts';

const FOLDER = `documents/default/order-0042/${LASTSAVE}`;
const LATEST = 'documents/default/order-0042/latest.json';

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
