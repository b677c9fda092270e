import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type {
  Callback,
  CallbackFields,
} from '../../infra/local/docs-server/editing/callback-sender.ts';
import { textOf, unzip } from '../support/docs/documents.ts';
import { type DocumentTold, editingOf, sha256Of } from '../support/docs/editing.ts';
import { functionsOf } from '../support/stack/functions.ts';
import { openGateway, type Problem } from '../support/stack/gateway.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'callbacks');
const editing = editingOf(gateway);
const functions = functionsOf(gateway.facts);
const { bucket } = gateway.facts;

/** What may be told of a callback that Docs sent. */
function factsOf({ body }: Callback): Partial<CallbackFields> {
  const { token, url, changesurl, formsdataurl, history, ...facts } = body;
  return facts;
}

/** Checks that the files of an event lie in the bucket, as the event says. @returns what they hold */
async function filesOf({ files, key }: DocumentTold, tenant: string, lastsave: unknown) {
  const contents: Record<string, Buffer> = {};
  for (const file of Object.values(files)) {
    if (!file) continue;
    const bytes = await editing.read(file.key);
    equal(file.key, `documents/${tenant}/${key}/${lastsave}/${file.name}`);
    deepEqual([file.bucket, file.size, file.sha256], [bucket, bytes.length, sha256Of(bytes)]);
    ok(!('url' in file) && !('versionId' in file));
    contents[file.name] = bytes;
  }
  return contents;
}

const json = (bytes: Buffer | undefined) => JSON.parse(String(bytes));

describe('a document that is edited in Docs', { concurrency: 3 }, () => {
  test('a document has events from its opening to its final save, with its data and the query of the callback address', async () => {
    const caller = await gateway.as();
    const { tenant } = caller;
    const callbackUrl = editing.callbackUrl(tenant, '?order=42&name=Gr%C3%BC%C3%9Fe%20%26%20more');
    const query = { order: '42', name: 'Grüße & more' };
    const session = await editing.open(caller, 'whole', { callbackUrl, text: 'First line' });
    const { key } = session;

    const checkSaved = async (callback: Callback | null) => {
      const { source, detail } = await editing.told(
        'Document Saved',
        key,
        ({ status }) => status === callback?.status,
      );
      equal(source, 'docs-gateway');
      const { id } = detail.metadata;
      deepEqual(detail.metadata, { id, version: '1', tenant, correlationId: key });
      const { files, ...facts } = detail.data;
      deepEqual(facts, { ...factsOf(callback as Callback), query, forgotten: false });
      const contents = await filesOf(detail.data, tenant, facts.lastsave);
      const names = ['document.docx', 'changes.zip', 'history.json'] as const;
      const [document, changes, history] = names.map((name) => contents[name] as Buffer);
      equal(textOf(document as Buffer), 'First line\nВторой абзац');
      deepEqual(json(unzip(changes as Buffer).get('changes0.json')), ['Второй абзац']);
      deepEqual(json(history), callback?.body.history);
      equal(files.form, null);
    };

    await session.join('ben');
    await session.edit('ben', 'Второй абзац');
    await checkSaved(await session.save('ben'));
    await session.leave('anna', { onPurpose: true });
    await session.close();
    const final = await session.callback({ status: 2 });
    await checkSaved(final);

    const sent = await session.callbacks();
    deepEqual(
      sent.map(({ status, answer }) => [status, answer?.status, answer?.body]),
      [1, 1, 6, 1, 2].map((status) => [status, 200, '{"error":0}']),
    );
    const users = [['anna'], ['anna', 'ben'], ['ben']];
    const edited = sent.filter(({ status }) => status === 1);
    for (const [n, callback] of edited.entries()) {
      const { detail } = await editing.told(
        'Document Editing',
        key,
        ({ users: told }) => JSON.stringify(told) === JSON.stringify(users[n]),
      );
      const files = { document: null, changes: null, history: null, form: null };
      deepEqual(detail.data, { ...factsOf(callback), query, forgotten: false, files });
    }
    const latest = await editing.latest(caller, key);
    deepEqual([latest?.status, latest?.lastsave], [2, final.body.lastsave]);
    equal(editing.allTold(key).length, 5);
  });

  test('a document that is closed unchanged has an event, and nothing is kept', async () => {
    const caller = await gateway.as();
    const session = await editing.open(caller, 'closed');

    await session.close();
    const { detail } = await editing.told('Document Closed', session.key);

    deepEqual([detail.data.status, detail.data.forgotten], [4, false]);
    equal(await editing.latest(caller, session.key), undefined);
  });

  test('the event of a saved form has the data that was filled in', async () => {
    const caller = await gateway.as();
    const session = await editing.open(caller, 'form', { text: 'Name:' });
    const filled = [{ key: 'name', value: 'Ада' }];

    const sent = await session.save('anna', 3, filled);
    const { detail } = await editing.told('Document Saved', session.key);

    deepEqual([sent?.answer?.body, sent?.body.forcesavetype], ['{"error":0}', 3]);
    const contents = await filesOf(detail.data, caller.tenant, detail.data.lastsave);
    deepEqual(json(contents['form.json']), filled);
    equal(textOf(contents['document.docx'] as Buffer), 'Name:');
  });

  test('a workbook is kept as a workbook', async () => {
    const caller = await gateway.as();
    const session = await editing.open(caller, 'book', { type: 'xlsx', text: 'Сумма' });
    await session.edit('anna', '42 €');

    await session.close();
    const { detail } = await editing.told('Document Saved', session.key);

    equal(detail.data.files.document?.name, 'document.xlsx');
    const bytes = await editing.read(`${detail.data.files.document?.key}`);
    equal(textOf(bytes), 'Сумма\n42 €');
  });

  test('a document is fetched from the configured Docs, even when the browser reaches Docs at another address', async () => {
    const caller = await gateway.as();
    const origin = 'https://docs.example.com';
    const session = await editing.open(caller, 'elsewhere', { origin });
    await session.edit('anna', 'From next door');

    await session.close();
    const sent = await session.callback({ status: 2 });
    const { detail } = await editing.told('Document Saved', session.key);

    match(`${sent.body.url}`, /^https:\/\/docs\.example\.com\//);
    equal(textOf(await editing.read(`${detail.data.files.document?.key}`)), 'From next door');
  });

  test("a document with a long history is kept whole, even when only the callback's token contains the history", async () => {
    const caller = await gateway.as();
    const session = await editing.open(caller, 'history', { users: ['anna', 'ben'] });
    for (let n = 0; n < 60; n++) await session.edit(n % 2 ? 'anna' : 'ben', `${n}`);

    await session.close();
    const { body } = await session.callback({ status: 2 });
    const { detail } = await editing.told('Document Saved', session.key);

    deepEqual([body.history, body.changesurl], [{}, undefined]);
    const contents = await filesOf(detail.data, caller.tenant, detail.data.lastsave);
    equal(json(contents['history.json']).changes.length, 60);
    equal(unzip(contents['changes.zip'] as Buffer).size, 60);
  });

  test('a callback that Docs sends several times keeps one file and publishes one event id', async () => {
    const caller = await gateway.as();
    const session = await editing.open(caller, 'again');
    await session.edit('anna', 'Only once');
    await session.close();
    const { url, body } = await session.callback({ status: 2 });
    const { detail } = await editing.told('Document Saved', session.key);

    const repeat = async () => {
      const headers = { 'content-type': 'application/json' };
      const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      return [reply.status, await reply.json()];
    };
    const replies = await Promise.all([repeat(), repeat(), repeat()]);
    const later = await editing.open(caller, 'after');
    await editing.told('Document Editing', later.key);

    deepEqual(replies, Array(3).fill([200, { error: 0 }]));
    const { document } = detail.data.files;
    equal(document && (await editing.versions(document)), 1);
    const saves = editing.allTold(session.key).filter(({ detail: { data } }) => data.status === 2);
    equal(new Set(saves.map((save) => save.detail.metadata.id)).size, 1);
  });

  test('the latest version of a document that is saved by hand and then closed is the one from its closing', async () => {
    const caller = await gateway.as();
    const session = await editing.open(caller, 'twice');
    const { key } = session;
    await session.edit('anna', 'One');
    const forced = await session.save('anna');
    await session.edit('anna', 'Two');
    await session.close();

    const { detail } = await editing.told('Document Saved', key, ({ status }) => status === 2);
    const { document } = detail.data.files;
    const latest = await editing.latest(caller, key);

    equal(forced?.answer?.body, '{"error":0}');
    equal(textOf(await editing.read(`${document?.key}`)), 'One\nTwo');
    const newest = (latest as { files: DocumentTold['files'] }).files.document;
    deepEqual({ ...newest, versionId: undefined }, { ...document, versionId: undefined });
  });

  test("a callback is answered 503 while the bucket refuses writes, and Docs' next try is answered 0", async () => {
    const caller = await gateway.as();
    const session = await editing.open(caller, 'down');
    await session.edit('anna', 'At the second try');
    const staged = `arn:aws:s3:::${bucket}/callbacks/${caller.tenant}/*`;
    const restore = await functions.deny('Routes/receive-callback', 's3:PutObject', staged);

    await session.leave('anna', { onPurpose: true });
    const refused = await session.callback({ status: 2, attempt: 1 });
    await restore();
    const taken = await session.callback({ status: 2, taken: true });
    const { detail } = await editing.told('Document Saved', session.key);

    const problem = JSON.parse(`${refused.answer?.body}`) as Problem;
    deepEqual(
      [refused.answer?.status, problem.code, problem.retryable],
      [503, 'STORAGE_FAILED', true],
    );
    notEqual(taken.attempt, 1);
    equal(taken.answer?.body, '{"error":0}');
    const bytes = await editing.read(`${detail.data.files.document?.key}`);
    equal(textOf(bytes), 'At the second try');
  });
});
