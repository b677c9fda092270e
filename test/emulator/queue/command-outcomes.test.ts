import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { freshId } from '../../../shared/ids.ts';
import { MAX_RECEIVES } from '../../../shared/limits.ts';
import { commandQueue, commandRecord } from '../../support/command-queue.ts';
import { freshKey } from '../../support/docs/commands.ts';

for (const [docsError, code, status] of [
  [1, 'DOCUMENT_NOT_FOUND', 404],
  [2, 'CALLBACK_URL_INVALID', 422],
  [5, 'COMMAND_INVALID', 422],
] as const) {
  test(`Docs' error ${docsError} becomes the outcome ${code} at the first delivery`, async (t) => {
    const { asked, refusals, receive, rows } = await commandQueue(t, () => ({ error: docsError }));

    await receive(commandRecord({ c: 'info', key: freshKey() }));

    const [row] = await rows();
    const { error, answer, id } = row ?? {};
    deepEqual(
      [error?.code, error?.status, error?.docsError, error?.retryable, error?.instance],
      [code, status, docsError, false, id],
    );
    equal(answer, undefined);
    equal(asked.length, 1);
    deepEqual(refusals, []);
  });
}

test('a forced save with nothing to save is a successful outcome', async (t) => {
  const key = freshKey();
  const { receive, rows } = await commandQueue(t, () => ({ error: 4 }));

  await receive(commandRecord({ c: 'forcesave', key }));

  deepEqual((await rows())[0]?.answer, { key, error: 4 });
});

test('a Docs that cannot be reached is retried, and becomes the outcome at the last delivery', async (t) => {
  const { receive, rows } = await commandQueue(t, () => 503);
  const body = { c: 'version', id: freshId() };

  for (let receives = 1; receives < MAX_RECEIVES.commands; receives++)
    await rejects(receive(commandRecord(body, { receives })), { code: 'DOCS_UNAVAILABLE' });
  deepEqual(await rows(), []);
  await receive(commandRecord(body, { receives: MAX_RECEIVES.commands }));

  const { error } = (await rows())[0] ?? {};
  deepEqual([error?.code, error?.status, error?.retryable], ['DOCS_UNAVAILABLE', 503, true]);
});

test('a command whose function died at the last delivery is not sent again, and has the outcome UNKNOWN_OUTCOME', async (t) => {
  const { asked, receive, rows, refusals } = await commandQueue(t, () => ({ error: 0 }));
  const body = { c: 'version', id: freshId() };

  await receive(commandRecord(body, { receives: MAX_RECEIVES.commands + 1 }));

  const { error } = (await rows())[0] ?? {};
  deepEqual([error?.code, error?.retryable], ['UNKNOWN_OUTCOME', true]);
  deepEqual([asked, refusals], [[], []]);
});

test('a command succeeds if Docs is available again at the next delivery', async (t) => {
  const answers = [503, { error: 0, version: '9' }];
  const { receive, rows } = await commandQueue(t, () => answers.shift() ?? 500);
  const body = { c: 'version', id: freshId() };

  await rejects(receive(commandRecord(body)), { code: 'DOCS_UNAVAILABLE' });
  await receive(commandRecord(body, { receives: 2 }));

  deepEqual((await rows())[0]?.answer, { error: 0, version: '9' });
});

test('the outcome of getForgotten names the copied object and has no link', async (t) => {
  const key = freshKey();
  const url = `http://docs.internal/files/${key}/output.docx?md5=1`;
  const { receive, rows } = await commandQueue(t, () => ({ error: 0, url }), { keys: [key] });

  await receive(commandRecord({ c: 'getForgotten', key, tenant: 'acme' }));

  const { document, ...answer } = (await rows())[0]?.answer ?? {};
  deepEqual(answer, { error: 0, key });
  equal(document?.key, `documents/acme/${key}/2026-11-22T08:00:00.000Z/document.docx`);
  deepEqual([document?.url, document && 'versionId' in document], [undefined, false]);
});

test('a document of another tenant is not found, and Docs is not asked', async (t) => {
  const { asked, receive, rows } = await commandQueue(t, () => ({ error: 0 }), {
    keyPrefix: '{tenant}.',
  });

  await receive(commandRecord({ c: 'drop', key: 'beta.1', all: true, tenant: 'acme' }));

  equal((await rows())[0]?.error?.code, 'DOCUMENT_NOT_FOUND');
  deepEqual(asked, []);
});

test('a list that is too large for an event is cut, and keysOmitted says by how much', async (t) => {
  const keys = Array.from({ length: 5000 }, (_, n) => `acme.${'x'.repeat(100)}${n}`);
  const { receive, rows } = await commandQueue(t, () => 500, { keys });

  await receive(commandRecord({ c: 'getForgottenList' }));

  const { keys: kept, keysOmitted, error } = (await rows())[0]?.answer ?? {};
  const list = kept as string[];
  equal(error, 0);
  ok(list.length > 1000);
  deepEqual(list, keys.slice(0, list.length));
  equal(keysOmitted, 5000 - list.length);
});

test('a field that is too large for an event is left out, and omitted names it', async (t) => {
  const license = { branding: true };
  const quota = {
    users: Array.from({ length: 5000 }, (_, n) => ({ userid: `user-${n}`.repeat(5) })),
  };
  const { receive, rows } = await commandQueue(t, () => ({ error: 0, license, quota }));

  await receive(commandRecord({ c: 'license' }));

  deepEqual((await rows())[0]?.answer, { error: 0, license, omitted: ['quota'] });
});
