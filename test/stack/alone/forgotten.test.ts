import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { TIMING } from '../../../infra/local/docs-server/timing.ts';
import { docsState } from '../../support/docs/docs-state.ts';
import { textOf } from '../../support/docs/documents.ts';
import { type DocumentTold, editingOf, sha256Of } from '../../support/docs/editing.ts';
import { commandDoors } from '../../support/stack/command-doors.ts';
import { functionsOf, type Restore } from '../../support/stack/functions.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';
import { hear, type Told } from '../../support/stack/told.ts';

const gateway = await openGateway(await stack(), 'forgotten');
const editing = editingOf(gateway);
const functions = functionsOf(gateway.facts);
const docs = docsState(gateway.facts);
const { http } = commandDoors(gateway);
const { bucket, internal } = gateway.facts;
// Without a prefix of keys nobody knows whose a forgotten file is.
const told = await hear(gateway.aws, gateway.facts.busName, 'default');
after(() => told.stop());
const DEFAULT = { tenant: 'default' };

const SWEEP = 'Documents/sweep-forgotten';
const sweep = () => functions.invoke(SWEEP, {});

const forgottenKeys = async () =>
  (await editing.askDocs({ c: 'getForgottenList' })).keys as string[];

/** Every time it was told that the file of a key was fetched. */
const foundOf = (key: string) =>
  (told.all as unknown as Told<DocumentTold>[]).filter(
    ({ detail }) => detail.data.key === key && detail.data.forgotten,
  );

const found = (key: string) =>
  told.first<DocumentTold>(
    `forgotten file ${key}`,
    ({ detail }) => detail.data.key === key && detail.data.forgotten,
  );

/** Has a document forgotten of a caller that no other test has. */
const forget = async (name: string, text: string) => editing.forget(await gateway.as(), name, text);

before(async () => {
  await docs.setTiming({ retryMs: [50, 50, 50] });
  for (const key of await forgottenKeys()) await editing.askDocs({ c: 'deleteForgotten', key });
});
after(() => docs.setTiming(TIMING));
afterEach(() => docs.mend());

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
  const { files, lastsave, ...facts } = detail.data;
  deepEqual(facts, { key, filetype: 'docx', query: {}, forgotten: true });
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

test('a save is answered 503 and not announced while Docs sends a page in its place', async () => {
  const caller = await gateway.as();
  const session = await editing.open(caller, 'behind-a-page');
  const { key } = session;
  await session.edit('anna', 'Behind a page');
  await docs.fail({ name: 'html', on: 'results' });

  const closing = session.close();
  const first = await session.callback({ status: 2 });
  const before = [
    editing.allTold(key).map(({ 'detail-type': type }) => type),
    await editing.latest(caller, key),
  ];
  await docs.mend();
  await closing;
  const { detail } = await editing.told('Document Saved', key);

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

describe('a sweep that moves', () => {
  let restore: Restore;
  before(async () => {
    restore = await functions.configure(SWEEP, { SWEEP: 'move' });
  });
  after(() => restore());

  test("a sweep that moves leaves a forgotten file alone while another's key begins with its key", async () => {
    const caller = await gateway.as();
    const [short, long] = await Promise.all([
      editing.forget(caller, 'a', 'The short one'),
      editing.forget(caller, 'a-2', 'The long one'),
    ]);
    await docs.fail({ name: 'prefix-storage' });

    const errors = [await sweep()];
    await found(long);
    const between = await forgottenKeys();
    errors.push(await sweep());
    const { detail } = await found(short);

    deepEqual(errors, [undefined, undefined]);
    ok(between.includes(short) && !between.includes(long), `${between}`);
    ok(!(await forgottenKeys()).includes(short));
    equal(textOf(await editing.read(`${detail.data.files.document?.key}`)), 'The short one');
  });

  test('a sweep that moves deletes nothing while Docs sends a page in the place of the file', async () => {
    const caller = await gateway.as();
    const key = await editing.forget(caller, 'behind-a-page', 'Behind a page');
    await docs.fail({ name: 'html', on: 'results' });

    const error = await sweep();
    const refused = await http.ask(caller, { c: 'getForgotten', key });
    const [stayed, told] = [(await forgottenKeys()).includes(key), foundOf(key).length];
    const before = await editing.latest(DEFAULT, key);
    await docs.mend();
    const given = await http.ask(caller, { c: 'getForgotten', key });
    const next = await sweep();
    const { detail } = await found(key);

    deepEqual([error, next], ['StorageFailedError', undefined]);
    deepEqual([refused.error?.status, refused.error?.code], [503, 'DOCS_UNAVAILABLE']);
    deepEqual([stayed, told, before], [true, 0, undefined]);
    equal(given.answer?.error, 0);
    equal(textOf(await editing.read(`${detail.data.files.document?.key}`)), 'Behind a page');
    ok(!(await forgottenKeys()).includes(key));
  });

  test('a sweep that moves fails and continues after an interruption at any step, and Docs keeps its file until the last one', async () => {
    const key = await forget('interrupted', 'Five times begun');
    const folder = `arn:aws:s3:::${bucket}/documents/default/${key}`;
    const rows = `arn:aws:dynamodb:*:*:table/${internal.tableName}`;
    const denied: [action: string, resource: string, done: string[]][] = [
      ['s3:PutObject', `${folder}/*/document.docx`, []],
      ['s3:PutObject', `${folder}/latest.json`, []],
      ['events:PutEvents', '*', ['latest']],
      ['dynamodb:PutItem', rows, ['latest', 'told']],
    ];
    const giveBack: Restore[] = [];
    for (const [action, resource] of denied)
      giveBack.push(await functions.deny(SWEEP, action, resource));

    for (const [n, [action, , done]] of denied.entries()) {
      const error = await sweep();
      if (done.includes('told')) await found(key);
      const seen = [
        ...((await editing.latest(DEFAULT, key)) ? ['latest'] : []),
        ...(foundOf(key).length > 0 ? ['told'] : []),
      ];

      deepEqual([error, seen], ['StorageFailedError', done], action);
      ok((await forgottenKeys()).includes(key), action);
      await giveBack[n]?.();
    }
    const error = await sweep();
    const { detail } = await found(key);

    equal(error, undefined);
    ok(!(await forgottenKeys()).includes(key));
    equal(textOf(await editing.read(`${detail.data.files.document?.key}`)), 'Five times begun');
    const ids = foundOf(key).map((event) => event.detail.metadata.id);
    equal(new Set(ids).size, 1, `${ids}`);
  });
});
