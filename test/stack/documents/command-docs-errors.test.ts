import { deepEqual, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { editingOf } from '../../support/docs/editing.ts';
import { commandEntryPoints, type EntryPoint } from '../../support/stack/command-entry-points.ts';
import { type Caller, openGateway } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'docs-errors');
const { entryPoints } = commandEntryPoints(gateway);
const editing = editingOf(gateway);
const problemOf = async (entryPoint: EntryPoint, caller: Caller, command: object) => {
  const { answer, error } = await entryPoint.run(caller, command);
  ok(error, JSON.stringify(answer));
  return error;
};

/** Two forgotten files, where the key of one begins with the key of the other. */
let leaving: Promise<string[]> | undefined;
async function leftBehind(): Promise<string[]> {
  const caller = await gateway.as();
  const left = [
    editing.forget(caller, 'a', 'The short one'),
    editing.forget(caller, 'a-2', 'The long one'),
  ];
  return Promise.all(left);
}

/** Commands that Docs refuses, by the first part of their title; the entry point follows. */
const REFUSED: Record<string, (refused: Refused) => Promise<void>> = {
  'a document that Docs does not know is 404 DOCUMENT_NOT_FOUND': async ({
    caller,
    entryPoint,
  }) => {
    const key = `${caller.tenant}.unknown`;

    for (const c of ['info', 'forcesave']) {
      const { status, code, docsError, retryable } = await problemOf(entryPoint, caller, {
        c,
        key,
      });

      deepEqual([status, code, docsError, retryable], [404, 'DOCUMENT_NOT_FOUND', 1, false], c);
    }
  },
  'a forgotten file that Docs does not list is 404 DOCUMENT_NOT_FOUND': async ({
    caller,
    entryPoint,
  }) => {
    const key = `${caller.tenant}.unlisted`;

    for (const c of ['getForgotten', 'deleteForgotten']) {
      const { status, code, docsError } = await problemOf(entryPoint, caller, { c, key });

      deepEqual([status, code, docsError], [404, 'DOCUMENT_NOT_FOUND', undefined], c);
    }
  },
  'a document without a callback URL is 422 CALLBACK_URL_INVALID': async ({
    caller,
    entryPoint,
  }) => {
    const { key } = await editing.open(caller, 'mute', { callbackUrl: undefined });

    const { status, code, docsError } = await problemOf(entryPoint, caller, { c: 'info', key });

    deepEqual([status, code, docsError], [422, 'CALLBACK_URL_INVALID', 2]);
  },
  'a key with which the key of another file begins is 409 CONFLICT, and both files stay in Docs':
    async (refused) => {
      const { caller, entryPoint } = refused;
      leaving ??= leftBehind();
      const both = await leaving;

      for (const c of ['getForgotten', 'deleteForgotten']) {
        const { status, code, detail } = await problemOf(entryPoint, caller, { c, key: both[0] });

        deepEqual([status, code], [409, 'CONFLICT'], c);
        match(detail, /^1 key of another file begins with this key/);
      }
      const { keys } = await editing.askDocs({ c: 'getForgottenList' });
      const left = (keys as string[]).filter((key) => both.includes(key));
      deepEqual(left.sort(), both);
    },
};
type Refused = { caller: Caller; entryPoint: EntryPoint };

describe('a command that Docs refuses', { concurrency: 3 }, () => {
  for (const [what, check] of Object.entries(REFUSED)) {
    for (const entryPoint of entryPoints) {
      test(`${what}, by ${entryPoint.name}`, async () => {
        await check({ caller: await gateway.as(), entryPoint });
      });
    }
  }
});
