import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { docsState } from '../../support/docs/docs-state.ts';
import { textOf } from '../../support/docs/documents.ts';
import { editingOf, sha256Of } from '../../support/docs/editing.ts';
import { DEFAULT, forgottenFiles, SWEEP } from '../../support/stack/forgotten-files.ts';
import { functionsOf } from '../../support/stack/functions.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'forgotten');
const editing = editingOf(gateway);
const functions = functionsOf(gateway.outputs);
const docs = docsState(gateway.outputs);
const { bucket } = gateway.outputs;
const { sweep, forgottenKeys, foundOf, found, forget } = await forgottenFiles(gateway, editing);

test('a forgotten file is copied, becomes the latest version and has one event; only a sweep that moves deletes it', async () => {
  const key = await forget('copied', 'Could not be handed over');

  const errors = [await sweep(), await sweep()];
  const stayed = (await forgottenKeys()).includes(key);
  const restore = await functions.configure(SWEEP, { SWEEP: 'move' });
  errors.push(await sweep());
  await restore();
  const { source, detail, ...event } = await found(key);

  deepEqual(errors, [undefined, undefined, undefined]);
  deepEqual([source, event['detail-type']], ['docs-gateway', 'Document Saved']);
  const { id } = detail.metadata;
  deepEqual(detail.metadata, { id, version: '1', tenant: 'default', correlationId: key });
  const { files, lastsave, ...fields } = detail.data;
  deepEqual(fields, { key, filetype: 'docx', query: {}, forgotten: true });
  const { document, ...others } = files;
  deepEqual(others, { changes: null, history: null, form: null });
  equal(document?.key, `documents/default/${key}/${lastsave}/document.docx`);
  const bytes = await editing.read(`${document?.key}`);
  deepEqual([document?.size, document?.sha256], [bytes.length, sha256Of(bytes)]);
  equal(textOf(bytes), 'Could not be handed over');
  const latest = await editing.latest(DEFAULT, key);
  deepEqual([latest?.status, latest?.lastsave], ['forgotten', lastsave]);
  equal(document && (await editing.versions(document)), 1);
  equal(foundOf(key).length, 1);
  ok(stayed && !(await forgottenKeys()).includes(key));
});

test('a final save that could not be kept becomes a forgotten file in Docs, and the sweep fetches it', async () => {
  const session = await editing.open(DEFAULT, `unkept-${Date.now()}`);
  const { key } = session;
  await session.edit('anna', 'Saved after all');
  const staged = `arn:aws:s3:::${bucket}/callbacks/*`;
  const restore = await functions.deny('Routes/receive-callback', 's3:PutObject', staged);

  await session.close();
  await restore();
  const sent = await session.callbacks();
  const listed = await forgottenKeys();
  const error = await sweep();
  const { detail } = await found(key);

  const tries = sent.filter(({ status }) => status === 2);
  deepEqual(
    tries.map(({ attempt, answer }) => [attempt, answer?.status]),
    [1, 2, 3, 4].map((attempt) => [attempt, 503]),
  );
  ok(listed.includes(key));
  equal(error, undefined);
  equal(detail.data.forgotten, true);
  equal(textOf(await editing.read(`${detail.data.files.document?.key}`)), 'Saved after all');
  await editing.askDocs({ c: 'deleteForgotten', key });
});

test('a save is answered 503 and not announced while Docs sends an HTML page instead of its file', async () => {
  const caller = await gateway.as();
  const session = await editing.open(caller, 'behind-a-page');
  const { key } = session;
  await session.edit('anna', 'Behind a page');
  await docs.fail({ name: 'html', on: 'results' });

  const closing = session.close();
  const first = await session.callback({ status: 2 });
  const before = [
    editing.eventsOf(key).map(({ 'detail-type': type }) => type),
    await editing.latest(caller, key),
  ];
  await docs.mend();
  await closing;
  const { detail } = await editing.eventOf('Document Saved', key);

  deepEqual([first.attempt, first.answer?.status], [1, 503]);
  deepEqual(before, [['Document Editing'], undefined]);
  const final = (await session.callbacks()).filter(({ status }) => status === 2).at(-1);
  deepEqual([final?.attempt, final?.answer?.body], [2, '{"error":0}']);
  equal(textOf(await editing.read(`${detail.data.files.document?.key}`)), 'Behind a page');
  ok(!(await forgottenKeys()).includes(key));
});

test('a forgotten file that cannot be fetched does not stop the sweep from fetching the others', async () => {
  const caller = await gateway.as();
  const [bad, good] = await Promise.all([
    editing.forget(caller, 'bad', 'Not yet'),
    editing.forget(caller, 'good', 'At once'),
  ]);
  const resource = `arn:aws:s3:::${bucket}/documents/default/${bad}/*`;
  const giveBack = await functions.deny(SWEEP, 's3:PutObject', resource);

  const error = await sweep();
  const { detail } = await found(good);
  await giveBack();
  const next = await sweep();

  deepEqual([error, next], ['StorageFailedError', undefined]);
  equal(textOf(await editing.read(`${detail.data.files.document?.key}`)), 'At once');
  ok(await found(bad));
});
