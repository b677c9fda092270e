import { deepEqual, equal, rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import {
  copyForgotten,
  copyLink,
  isStillThere,
  storeJson,
} from '../../../shared/documents/copy-files.ts';
import { findObject, readObject } from '../../../shared/storage/objects/bucket.ts';
import { folderOf, NO_FILES } from '../../../shared/storage/rows/saves.ts';
import { freshBucket } from '../../support/aws/resources.ts';
import { docsWithFiles, type File, LASTSAVE } from '../../support/docs/callbacks.ts';

const SAVE = { tenant: 'acme', key: 'order-0042', lastsave: LASTSAVE };
const FOLDER = `documents/acme/order-0042/${LASTSAVE}`;
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const WRITTEN = 'Sun, 22 Nov 2026 08:00:07 GMT';
const WRITTEN_ISO = '2026-11-22T08:00:07.000Z';

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function depsFor(t: TestContext, maxFileBytes = 1024) {
  const docs = await docsWithFiles(t);
  const bucket = await freshBucket();
  return { ...docs, bucket, deps: { docs: docs.docs, bucket, maxFileBytes } };
}

test('a linked file is stored in the folder of its save with its type, size and hash', async (t) => {
  const { url, files, bucket, deps } = await depsFor(t);
  const bytes = Buffer.from('a document');
  files.set('output.docx', { bytes });

  const copied = await copyLink(deps, SAVE, {
    name: 'document.docx',
    url: `${url}/cache/files/data/order-0042/output.docx`,
  });

  const { versionId, ...file } = copied;
  deepEqual(file, {
    name: 'document.docx',
    bucket: bucket.name,
    key: `${FOLDER}/document.docx`,
    size: 10,
    contentType: DOCX,
    sha256: sha256(bytes),
  });
  const stored = await readObject(bucket, { key: copied.key, versionId });
  deepEqual(Buffer.from(stored?.bytes ?? []), bytes);
  const head = await bucket.s3.send(
    new HeadObjectCommand({ Bucket: bucket.name, Key: copied.key, VersionId: versionId }),
  );
  equal(head.ContentDisposition, 'attachment; filename=document.docx');
  deepEqual(head.Metadata, { 'document-key': 'order-0042' });
});

test('the folders of saves within one second sort in the order of the saves', () => {
  const folders = [undefined, 2, 3, 10, 11].map(
    (saveNumber) => `${folderOf({ lastsave: LASTSAVE, saveNumber })}/`,
  );

  deepEqual(folders.slice(0, 2), [`${LASTSAVE}/`, `${LASTSAVE}_02/`]);
  deepEqual([...folders, '2026-11-22T08:00:01.000Z/'].sort().slice(0, -1), folders);
});

test('a link that Docs no longer serves stores no file', async (t) => {
  const { url, bucket, deps } = await depsFor(t);

  const copied = copyLink(deps, SAVE, {
    name: 'document.docx',
    url: `${url}/cache/files/data/order-0042/gone.docx`,
  });

  await rejects(copied, { code: 'RESULT_EXPIRED' });
  equal(await findObject(bucket, `${FOLDER}/document.docx`), undefined);
});

test('an HTML page in place of a document is not stored, and the document is stored once Docs sends it', async (t) => {
  const { url, files, bucket, deps } = await depsFor(t);
  files.set('output.docx', { bytes: Buffer.from('a document'), pages: 1 });
  const link = { name: 'document.docx', url: `${url}/cache/files/data/order-0042/output.docx` };

  await rejects(copyLink(deps, SAVE, link), { code: 'DOCS_UNAVAILABLE' });
  equal(await findObject(bucket, `${FOLDER}/document.docx`), undefined);

  equal((await copyLink(deps, SAVE, link)).size, 10);
});

test('an HTML page in place of a forgotten file is not stored', async (t) => {
  const { forgotten, deps, bucket } = await depsFor(t);
  forgotten.set('order-0042', { bytes: Buffer.from('forgotten'), pages: 2 });
  const keep = () => copyForgotten(deps, { tenant: 'acme', key: 'order-0042' });

  await rejects(keep(), { code: 'DOCS_UNAVAILABLE' });
  await rejects(keep(), { code: 'DOCS_UNAVAILABLE' });
  const { Contents = [] } = await bucket.s3.send(new ListObjectsV2Command({ Bucket: bucket.name }));
  deepEqual(Contents, []);

  equal((await keep()).files.document.size, 9);
});

test('a forgotten file counts as unchanged only if Docs sends the time and the length of the copy', async (t) => {
  const { forgotten, deps, url } = await depsFor(t);
  const link = {
    name: 'document.docx',
    url: `${url}/cache/files/forgotten/order-0042/output.docx/output.docx`,
  };
  const bytes = Buffer.from('forgotten');
  const sizes = { lastsave: WRITTEN_ISO, size: 9 };
  const isThere = (file: File, copied = sizes) => {
    forgotten.set('order-0042', file);
    return isStillThere(deps.docs, link, copied);
  };

  equal(await isThere({ bytes, lastModified: WRITTEN }), true);
  equal(await isThere({ bytes, lastModified: WRITTEN }, { ...sizes, size: 8 }), false);
  equal(await isThere({ bytes, lastModified: WRITTEN }, { ...sizes, size: 10 }), false);
  equal(await isThere({ bytes, lastModified: WRITTEN, isEndless: true }), false);
  equal(await isThere({ bytes, lastModified: 'Sun, 22 Nov 2026 08:00:08 GMT' }), false);
  const digest = `sha256-${sha256(bytes).slice(0, 16)}`;
  equal(await isThere({ bytes }, { lastsave: digest, size: 9 }), false);
  await rejects(isThere({ bytes, lastModified: WRITTEN, pages: 1 }), { code: 'DOCS_UNAVAILABLE' });
});

test('a document over the size limit is not stored', async (t) => {
  const { url, files, bucket, deps } = await depsFor(t, 9);
  files.set('output.docx', { bytes: Buffer.from('a document') });

  const copied = copyLink(deps, SAVE, {
    name: 'document.docx',
    url: `${url}/cache/files/data/order-0042/output.docx`,
  });

  await rejects(copied, { code: 'RESULT_TOO_LARGE' });
  equal(await findObject(bucket, `${FOLDER}/document.docx`), undefined);
});

test('the history of a callback is stored as JSON beside its document', async (t) => {
  const { bucket, deps } = await depsFor(t);
  const history = { serverVersion: '9.0.4', changes: [{ user: { name: 'Žofie 🙂' } }] };

  const copied = await storeJson(deps, SAVE, 'history.json', history);

  equal(copied.key, `${FOLDER}/history.json`);
  equal(copied.contentType, 'application/json');
  const stored = await readObject(bucket, copied);
  deepEqual(JSON.parse(Buffer.from(stored?.bytes ?? []).toString('utf8')), history);
  equal(copied.size, stored?.bytes.length);
});

test('every copy of a forgotten file has the same key', async (t) => {
  const { forgotten, deps, bucket } = await depsFor(t);
  const bytes = Buffer.from('forgotten');
  forgotten.set('order-0042', { bytes, lastModified: WRITTEN });

  const first = await copyForgotten(deps, { tenant: 'acme', key: 'order-0042' });
  const second = await copyForgotten(deps, { tenant: 'acme', key: 'order-0042' });

  const { versionId, ...file } = first.files.document;
  deepEqual(file, {
    name: 'document.docx',
    bucket: bucket.name,
    key: `documents/acme/order-0042/${WRITTEN_ISO}/document.docx`,
    size: 9,
    contentType: DOCX,
    sha256: sha256(bytes),
  });
  equal(first.lastsave, WRITTEN_ISO);
  equal(second.lastsave, WRITTEN_ISO);
  equal(second.files.document.key, first.files.document.key);
  deepEqual({ ...first.files, document: null }, NO_FILES);
});

test('a forgotten file without a time is stored under a digest of its content', async (t) => {
  const { forgotten, deps } = await depsFor(t);
  const bytes = Buffer.from('forgotten');
  forgotten.set('order-0042', { bytes });

  const { lastsave } = await copyForgotten(deps, { tenant: 'acme', key: 'order-0042' });

  equal(lastsave, `sha256-${sha256(bytes).slice(0, 16)}`);
});

test('a key that Docs does not list, or with which another key begins, is not requested', async (t) => {
  const { forgotten, commands, deps } = await depsFor(t);
  forgotten.set('order-0042', { bytes: Buffer.from('one') });
  forgotten.set('order-00421', { bytes: Buffer.from('two') });

  await rejects(copyForgotten(deps, { tenant: 'acme', key: 'order-0' }), {
    code: 'DOCUMENT_NOT_FOUND',
  });
  await rejects(copyForgotten(deps, { tenant: 'acme', key: 'order-0042' }), { code: 'CONFLICT' });

  deepEqual([...new Set(commands.map(({ c }) => c))], ['getForgottenList']);
});
