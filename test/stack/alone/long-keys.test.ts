import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredFile } from '../../../shared/storage/rows/builds.ts';
import { textOf } from '../../support/docs/documents.ts';
import { editingOf } from '../../support/docs/editing.ts';
import { commandEntryPoints } from '../../support/stack/command-entry-points.ts';
import { forgottenFiles } from '../../support/stack/forgotten-files.ts';
import { openGateway, type Problem } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'long-keys');
const editing = editingOf(gateway);
const { entryPoints } = commandEntryPoints(gateway);
const { sweep, forgottenKeys, found } = await forgottenFiles(gateway, editing);

/** 240 is the longest key that Docs expects. */
for (const length of [129, 240]) {
  test(`a document with a key of ${length} characters is saved by force, fetched when forgotten, and deleted`, async () => {
    const caller = await gateway.as();
    const nameOf = (letter: string) => letter.repeat(length - caller.tenant.length - 1);
    const session = await editing.open(caller, nameOf('o'));
    await session.edit('anna', 'Open');
    const key = await editing.forget(caller, nameOf('f'), 'Forgotten');
    equal(key.length, length);

    const forced = await caller.call<{ error: number; document: StoredFile }>(
      'POST',
      '/v1/commands',
      {
        body: JSON.stringify({ c: 'forcesave', key: session.key }),
        headers: { 'content-type': 'application/json', prefer: 'wait=20' },
      },
    );
    const error = await sweep();
    const { detail } = await found(key);

    deepEqual([forced.status, error], [200, undefined]);
    equal(textOf(await editing.read(forced.body.document.key)), 'Open');
    equal(textOf(await editing.read(`${detail.data.files.document?.key}`)), 'Forgotten');
    for (const entryPoint of entryPoints) {
      const { answer } = await entryPoint.run(caller, { c: 'info', key: session.key });
      deepEqual(answer?.users, ['anna'], entryPoint.name);
    }
    const [first] = entryPoints;
    deepEqual((await first?.run(caller, { c: 'deleteForgotten', key }))?.answer, { error: 0, key });
    ok(!(await forgottenKeys()).includes(key));
  });
}

test('a key that is longer than any in Docs is DOCUMENT_NOT_FOUND, and one over 4,096 characters is COMMAND_INVALID', async () => {
  const caller = await gateway.as();
  const ask = async (length: number) => {
    const body = JSON.stringify({ c: 'info', key: 'k'.repeat(length) });
    const headers = { 'content-type': 'application/json' };
    return (await caller.call<Problem>('POST', '/v1/commands', { body, headers })).body.code;
  };

  deepEqual([await ask(4096), await ask(4097)], ['DOCUMENT_NOT_FOUND', 'COMMAND_INVALID']);
});
