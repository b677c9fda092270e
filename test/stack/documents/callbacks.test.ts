import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type {
  Callback,
  CallbackFields,
} from '../../../infra/local/docs-server/editing/callback-sender.ts';
import { textOf, unzip } from '../../support/docs/documents.ts';
import { editingOf } from '../../support/docs/editing.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { json, keptFiles } from '../../support/stack/kept-files.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'callbacks');
const editing = editingOf(gateway);
const { filesOf } = keptFiles(gateway, editing);

/** The fields of a callback that its event may show. */
function fieldsOf({ body }: Callback): Partial<CallbackFields> {
  const { token, url, changesurl, formsdataurl, history, ...fields } = body;
  return fields;
}

describe('a document that is edited in Docs', { concurrency: 3 }, () => {
  test('a document has events from its opening to its final save, with its data and the query of the callback address', async () => {
    const caller = await gateway.as();
    const { tenant } = caller;
    const callbackUrl = editing.callbackUrl(tenant, '?order=42&name=Gr%C3%BC%C3%9Fe%20%26%20more');
    const query = { order: '42', name: 'Grüße & more' };
    const session = await editing.open(caller, 'whole', { callbackUrl, text: 'First line' });
    const { key } = session;

    const checkSaved = async (callback: Callback | null) => {
      const { source, detail } = await editing.eventOf(
        'Document Saved',
        key,
        ({ status }) => status === callback?.status,
      );
      equal(source, 'docs-gateway');
      const { id } = detail.metadata;
      deepEqual(detail.metadata, { id, version: '1', tenant, correlationId: key });
      const { files, ...fields } = detail.data;
      deepEqual(fields, { ...fieldsOf(callback as Callback), query, forgotten: false });
      const contents = await filesOf(detail.data, tenant, fields.lastsave);
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
      const { detail } = await editing.eventOf(
        'Document Editing',
        key,
        ({ users: inEvent }) => JSON.stringify(inEvent) === JSON.stringify(users[n]),
      );
      const files = { document: null, changes: null, history: null, form: null };
      deepEqual(detail.data, { ...fieldsOf(callback), query, forgotten: false, files });
    }
    const latest = await editing.latest(caller, key);
    deepEqual([latest?.status, latest?.lastsave], [2, final.body.lastsave]);
    equal(editing.eventsOf(key).length, 5);
  });

  test('a document that is closed unchanged has an event, and no file is stored', async () => {
    const caller = await gateway.as();
    const session = await editing.open(caller, 'closed');

    await session.close();
    const { detail } = await editing.eventOf('Document Closed', session.key);

    deepEqual([detail.data.status, detail.data.forgotten], [4, false]);
    equal(await editing.latest(caller, session.key), undefined);
  });

  test('the event of a saved form has the data that was filled in', async () => {
    const caller = await gateway.as();
    const session = await editing.open(caller, 'form', { text: 'Name:' });
    const filled = [{ key: 'name', value: 'Ада' }];

    const sent = await session.save('anna', 3, filled);
    const { detail } = await editing.eventOf('Document Saved', session.key);

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
    const { detail } = await editing.eventOf('Document Saved', session.key);

    equal(detail.data.files.document?.name, 'document.xlsx');
    const bytes = await editing.read(`${detail.data.files.document?.key}`);
    equal(textOf(bytes), 'Сумма\n42 €');
  });
});
