import { deepEqual, equal, match, notEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { textOf, unzip } from '../support/docs/documents.ts';
import { type DocumentEventData, editingOf } from '../support/docs/editing.ts';
import { functionsOf } from '../support/stack/functions.ts';
import { openGateway, type Problem } from '../support/stack/gateway.ts';
import { json, keptFiles } from '../support/stack/kept-files.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'saves');
const editing = editingOf(gateway);
const { filesOf } = keptFiles(gateway, editing);
const functions = functionsOf(gateway.outputs);
const { bucket } = gateway.outputs;

describe('a document that is saved in Docs', { concurrency: 3 }, () => {
  test('a document is fetched from the configured Docs, even when the browser reaches Docs at another address', async () => {
    const caller = await gateway.as();
    const origin = 'https://docs.example.com';
    const session = await editing.open(caller, 'elsewhere', { origin });
    await session.edit('anna', 'From next door');

    await session.close();
    const sent = await session.callback({ status: 2 });
    const { detail } = await editing.eventOf('Document Saved', session.key);

    match(`${sent.body.url}`, /^https:\/\/docs\.example\.com\//);
    equal(textOf(await editing.read(`${detail.data.files.document?.key}`)), 'From next door');
  });

  test("a document with a long history is kept whole, even when only the callback's token contains the history", async () => {
    const caller = await gateway.as();
    const session = await editing.open(caller, 'history', { users: ['anna', 'ben'] });
    for (let n = 0; n < 60; n++) await session.edit(n % 2 ? 'anna' : 'ben', `${n}`);

    await session.close();
    const { body } = await session.callback({ status: 2 });
    const { detail } = await editing.eventOf('Document Saved', session.key);

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
    const { detail } = await editing.eventOf('Document Saved', session.key);

    const repeat = async () => {
      const headers = { 'content-type': 'application/json' };
      const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      return [reply.status, await reply.json()];
    };
    const replies = await Promise.all([repeat(), repeat(), repeat()]);
    const later = await editing.open(caller, 'after');
    await editing.eventOf('Document Editing', later.key);

    deepEqual(replies, Array(3).fill([200, { error: 0 }]));
    const { document } = detail.data.files;
    equal(document && (await editing.versions(document)), 1);
    const saves = editing.eventsOf(session.key).filter(({ detail: { data } }) => data.status === 2);
    equal(new Set(saves.map((save) => save.detail.metadata.id)).size, 1);
  });

  test('the latest version of a document that is saved with the button and then closed is the one from its closing', async () => {
    const caller = await gateway.as();
    const session = await editing.open(caller, 'twice');
    const { key } = session;
    await session.edit('anna', 'One');
    const forced = await session.save('anna');
    await session.edit('anna', 'Two');
    await session.close();

    const { detail } = await editing.eventOf('Document Saved', key, ({ status }) => status === 2);
    const { document } = detail.data.files;
    const latest = await editing.latest(caller, key);

    equal(forced?.answer?.body, '{"error":0}');
    equal(textOf(await editing.read(`${document?.key}`)), 'One\nTwo');
    const newest = (latest as { files: DocumentEventData['files'] }).files.document;
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
    const { detail } = await editing.eventOf('Document Saved', session.key);

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
