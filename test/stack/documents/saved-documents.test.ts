import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import type { FileLinks } from '../../../shared/build/build.ts';
import type { DocumentView } from '../../../shared/documents/document-view.ts';
import { textOf } from '../../support/docs/documents.ts';
import { editingOf, sha256Of } from '../../support/docs/editing.ts';
import { openGateway, type Problem } from '../../support/stack/gateway.ts';
import { callbackPoster } from '../../support/stack/post-callback.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'saved');
const editing = editingOf(gateway);
const { post, signed } = callbackPoster(gateway);

const pathOf = (key: string) => `/v1/documents/${encodeURIComponent(key)}`;
const download = async (url: string | null | undefined) => {
  const response = await fetch(`${url}`);
  return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};

test('the newest save of a document is read with its files, whose links can be downloaded', async () => {
  const caller = await gateway.as();
  const session = await editing.open(caller, 'letter');
  const { key } = session;
  await session.edit('anna', 'First');
  await session.save('anna');
  await session.edit('anna', 'Second');
  await session.close();
  const { detail } = await editing.eventOf('Document Saved', key, ({ status }) => status === 2);

  const { status, body } = await caller.call<DocumentView>('GET', pathOf(key));

  equal(status, 200);
  const { files, savedAt, ...save } = body;
  deepEqual(save, {
    key,
    tenant: caller.tenant,
    status: 2,
    forgotten: false,
    lastsave: detail.data.lastsave,
  });
  match(savedAt, /^\d{4}-.*Z$/);
  deepEqual(
    files.map(({ url, ...file }) => file),
    ['document', 'changes', 'history'].map(
      (name) => detail.data.files[name as keyof typeof detail.data.files],
    ),
  );
  const { bytes } = await download(files[0]?.url);
  deepEqual([bytes.length, sha256Of(bytes)], [files[0]?.size, files[0]?.sha256]);
  equal(textOf(bytes), 'First\nSecond');
});

test('a file of a saved document has a link that saves it, and one that shows it if its type allows it', async () => {
  const caller = await gateway.as();
  const session = await editing.open(caller, 'form', { type: 'txt' });
  const { key } = session;
  await session.edit('anna', 'Plain');
  await session.close();
  await editing.eventOf('Document Saved', key, ({ status }) => status === 2);
  const linksOf = async (name: string) =>
    (await caller.call<FileLinks>('GET', `${pathOf(key)}/files/${name}/link`)).body;

  const [document, changes] = [await linksOf('document.txt'), await linksOf('changes.zip')];
  const [saved, shown] = [await download(document.url), await download(document.inlineUrl)];

  equal(saved.headers.get('content-disposition'), 'attachment; filename=document.txt');
  equal(shown.headers.get('content-disposition'), 'inline; filename=document.txt');
  equal(shown.headers.get('content-type'), 'text/plain; charset=utf-8');
  deepEqual(saved.bytes, shown.bytes);
  equal(changes.inlineUrl, null);
  equal((await download(changes.url)).bytes.subarray(0, 2).toString(), 'PK');
  const left = Date.parse(document.expiresAt) - Date.now();
  equal(left > 800_000 && left <= 900_000, true);
});

test('a document is read by a key with odd characters, and by one of 240 characters', async () => {
  const caller = await gateway.as();
  const { tenant } = caller;
  const long = await editing.open(caller, 'k'.repeat(239 - tenant.length));
  await long.edit('anna', 'Long');
  await long.close();
  const [url] = await editing.savedStates(caller);
  const odd = [
    `${tenant}. 100% ä=é+&?#;'`,
    `${tenant}.a/b\\c`,
    '..',
    `${tenant}.%2F`,
    'x'.repeat(600),
  ];
  for (const key of odd)
    equal((await post(tenant, await signed({ key, status: 2, url }))).status, 200, key);

  const read = (key: string) => caller.call<DocumentView>('GET', pathOf(key));
  const { body } = await read(long.key);

  deepEqual([long.key.length, body.key], [240, long.key]);
  equal(body.files[0]?.key, `documents/${tenant}/${long.key}/${body.lastsave}/document.docx`);
  for (const key of odd) {
    // API Gateway takes a decoded slash for the end of the segment, and a client removes dots.
    const isEncodedTwice = /\/|^\.+$/.test(key);
    const segment = isEncodedTwice ? encodeURIComponent(key).replaceAll('.', '%2E') : key;
    equal((await read(segment)).body.key, key);
  }
});

test('a document of another tenant is 404, and a caller without documents:read is 403', async () => {
  const caller = await gateway.as();
  const session = await editing.open(caller, 'secret');
  await session.edit('anna', 'Mine');
  await session.close();
  await editing.eventOf('Document Saved', session.key);
  const other = await gateway.as();
  const builder = await gateway.as({ tenant: caller.tenant, scope: 'builds:read commands:*' });

  for (const path of [pathOf(session.key), `${pathOf(session.key)}/files/document.docx/link`]) {
    const unknown = await other.call<Problem>('GET', path);
    const refused = await builder.call<Problem>('GET', path);
    deepEqual([unknown.status, unknown.body.code], [404, 'DOCUMENT_NOT_FOUND']);
    deepEqual([refused.status, refused.body.code], [403, 'FORBIDDEN']);
  }
});
