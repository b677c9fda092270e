import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { docsState } from '../../support/docs/docs-state.ts';
import { textOf } from '../../support/docs/documents.ts';
import { editingOf } from '../../support/docs/editing.ts';
import { commandEntryPoints } from '../../support/stack/command-entry-points.ts';
import { DEFAULT, forgottenFiles, SWEEP } from '../../support/stack/forgotten-files.ts';
import { functionsOf, type Restore } from '../../support/stack/functions.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'forgotten-move');
const editing = editingOf(gateway);
const functions = functionsOf(gateway.outputs);
const docs = docsState(gateway.outputs);
const { http } = commandEntryPoints(gateway);
const { bucket, internal } = gateway.outputs;
const { sweep, forgottenKeys, foundOf, found, forget } = await forgottenFiles(gateway, editing);

describe('a sweep that moves', () => {
  let restore: Restore;
  before(async () => {
    restore = await functions.configure(SWEEP, { SWEEP: 'move' });
  });
  after(() => restore());

  test('a sweep that moves leaves a forgotten file in Docs while the key of another begins with its key', async () => {
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

  test('a sweep that moves deletes nothing while Docs sends an HTML page instead of the file', async () => {
    const caller = await gateway.as();
    const key = await editing.forget(caller, 'behind-a-page', 'Behind a page');
    await docs.fail({ name: 'html', on: 'results' });

    const error = await sweep();
    const refused = await http.run(caller, { c: 'getForgotten', key });
    const [stayed, events] = [(await forgottenKeys()).includes(key), foundOf(key).length];
    const before = await editing.latest(DEFAULT, key);
    await docs.mend();
    const given = await http.run(caller, { c: 'getForgotten', key });
    const next = await sweep();
    const { detail } = await found(key);

    deepEqual([error, next], ['StorageFailedError', undefined]);
    deepEqual([refused.error?.status, refused.error?.code], [503, 'DOCS_UNAVAILABLE']);
    deepEqual([stayed, events, before], [true, 0, undefined]);
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
      ['dynamodb:PutItem', rows, ['latest', 'event']],
    ];
    const giveBack: Restore[] = [];
    for (const [action, resource] of denied)
      giveBack.push(await functions.deny(SWEEP, action, resource));

    for (const [n, [action, , done]] of denied.entries()) {
      const error = await sweep();
      if (done.includes('event')) await found(key);
      const seen = [
        ...((await editing.latest(DEFAULT, key)) ? ['latest'] : []),
        ...(foundOf(key).length > 0 ? ['event'] : []),
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
