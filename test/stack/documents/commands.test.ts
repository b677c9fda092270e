import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CommandName } from '../../../shared/docs/command-schema.ts';
import { textOf } from '../../support/docs/documents.ts';
import { editingOf, sha256Of } from '../../support/docs/editing.ts';
import {
  type Answer,
  commandEntryPoints,
  type EntryPoint,
} from '../../support/stack/command-entry-points.ts';
import { type Caller, openGateway } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'commands');
const { entryPoints } = commandEntryPoints(gateway);
const editing = editingOf(gateway);

/** A forgotten file, for all tests that do not delete it. */
let leaving: Promise<string> | undefined;
const leftBehind = () => {
  leaving ??= gateway.as().then((caller) => editing.forget(caller, 'left', 'Left behind'));
  return leaving;
};

type Given = { caller: Caller; entryPoint: EntryPoint; ask(command: object): Promise<Answer> };

/** For each command the end of its title, and its test. */
const COMMANDS: Record<CommandName, [what: string, given: (given: Given) => Promise<void>]> = {
  version: [
    'returns the version of Docs',
    async ({ ask }) => {
      deepEqual(await ask({ c: 'version' }), { error: 0, version: '10.0.0.170' });
    },
  ],
  license: [
    'returns the licence as Docs does',
    async ({ ask }) => {
      const answer = await ask({ c: 'license' });

      deepEqual(answer, await editing.askDocs({ c: 'license' }));
      deepEqual(Object.keys(answer).sort(), ['error', 'license', 'quota', 'server']);
    },
  ],
  info: [
    'returns who edits a document, and its callback has an event',
    async ({ caller, ask }) => {
      const { key } = await editing.open(caller, 'info', { users: ['anna', 'ben'] });

      const answer = await ask({ c: 'info', key, userdata: 'who?' });

      deepEqual(answer, { error: 0, key, users: ['anna', 'ben'] });
      const { detail } = await editing.eventOf(
        'Document Editing',
        key,
        ({ userdata }) => userdata === 'who?',
      );
      deepEqual(detail.data.users, ['anna', 'ben']);
    },
  ],
  forcesave: [
    'saves a document that is still open, and answers 4 when there is nothing to save',
    async ({ caller, ask }) => {
      const session = await editing.open(caller, 'force');
      const { key } = session;
      await session.edit('anna', 'Not yet closed');

      const first = await ask({ c: 'forcesave', key, userdata: 'before lunch' });
      await session.callback({ status: 6 });
      const second = await ask({ c: 'forcesave', key });

      deepEqual(
        [first, second],
        [
          { error: 0, key },
          { error: 4, key },
        ],
      );
      const { detail } = await editing.eventOf('Document Saved', key);
      const { status, forcesavetype, userdata, files } = detail.data;
      deepEqual([status, forcesavetype, userdata], [6, 0, 'before lunch']);
      equal(textOf(await editing.read(`${files.document?.key}`)), 'Not yet closed');
    },
  ],
  drop: [
    'closes the editors of the users it names, or of all users',
    async ({ caller, ask }) => {
      const session = await editing.open(caller, 'drop', { users: ['anna', 'ben', 'eve'] });
      const { key } = session;

      const named = await ask({ c: 'drop', key, users: ['ben'] });
      await session.callback({ status: 1, skip: 3 });
      const nobody = await ask({ c: 'drop', key, users: [] });
      const all = await ask({ c: 'drop', key, all: true });

      deepEqual([named, nobody, all], Array(3).fill({ error: 0, key }));
      const dropped = [['ben'], [], ['anna', 'eve']].map((users) => ({ type: 'drop', users }));
      deepEqual(await session.messages(), dropped);
    },
  ],
  meta: [
    'gives a document another title',
    async ({ caller, ask }) => {
      const session = await editing.open(caller, 'meta');
      const meta = { title: 'Счёт № 42.docx' };

      const answer = await ask({ c: 'meta', key: session.key, meta });

      deepEqual(answer, { error: 0, key: session.key });
      deepEqual(await session.messages(), [{ type: 'meta', meta }]);
    },
  ],
  getForgottenList: [
    'lists the forgotten files',
    async ({ ask }) => {
      const key = await leftBehind();

      const { error, keys, ...rest } = await ask({ c: 'getForgottenList' });

      deepEqual([error, rest], [0, {}]);
      ok((keys as string[]).includes(key), `${keys}`);
    },
  ],
  getForgotten: [
    'copies a forgotten file, and names the copy',
    async ({ caller, entryPoint, ask }) => {
      const key = await leftBehind();

      const { document, url, ...answer } = await ask({ c: 'getForgotten', key });

      deepEqual(answer, { error: 0, key });
      const bytes = await editing.read(`${document?.key}`);
      equal(textOf(bytes), 'Left behind');
      const [, folder, lastsave = ''] =
        /^(.*)\/([^/]*)\/document\.docx$/.exec(`${document?.key}`) ?? [];
      equal(folder, `documents/${caller.tenant}/${key}`);
      match(lastsave, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
      deepEqual(document, {
        name: 'document.docx',
        bucket: gateway.outputs.bucket,
        key: document?.key,
        size: bytes.length,
        contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        sha256: sha256Of(bytes),
        ...(entryPoint.origin === 'http' && { url }),
      });
      if (entryPoint.origin !== 'http') return equal(url, undefined);
      deepEqual(Buffer.from(await (await fetch(`${url}`)).arrayBuffer()), bytes);
    },
  ],
  deleteForgotten: [
    'deletes a forgotten file',
    async ({ caller, ask }) => {
      const key = await editing.forget(caller, 'deleted', 'Left behind');

      const answer = await ask({ c: 'deleteForgotten', key });

      deepEqual(answer, { error: 0, key });
      const { keys } = await editing.askDocs({ c: 'getForgottenList' });
      ok(!(keys as string[]).includes(key), `${keys}`);
    },
  ],
};

describe('commands', { concurrency: 3 }, () => {
  for (const [c, [what, check]] of Object.entries(COMMANDS)) {
    for (const entryPoint of entryPoints) {
      test(`${c} by ${entryPoint.name} ${what}`, async () => {
        const caller = await gateway.as();
        const ask = async (command: object) => {
          const { answer, error } = await entryPoint.run(caller, command);
          ok(answer, JSON.stringify(error));
          return answer;
        };

        await check({ caller, entryPoint, ask });
      });
    }
  }
});
