import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { runCommand } from '../../../shared/documents/run-command.ts';
import { docsWithFiles } from '../../support/docs/callbacks.ts';
import { commandDocs, freshCommandDeps, freshKey } from '../../support/docs/commands.ts';
import { serve } from '../../support/serve.ts';

const TEN_SECONDS = 10_000;

test('a forgotten file that cannot be copied in time is DOCS_TIMEOUT, and nothing of it is stored', async (t) => {
  const key = freshKey();
  const slow = await serve(t, (_, response) => response.writeHead(200).write('the beginning'));
  const { docs } = await commandDocs(t, () => ({ error: 0, url: `${slow}/f/output.docx` }), [key]);
  const deps = await freshCommandDeps({ ...docs, storageOrigins: [slow] });
  const { s3, name: Bucket } = deps.bucket;
  const since = Date.now();

  const run = runCommand(deps, 'acme', { c: 'getForgotten', key }, 700);

  await rejects(run, { code: 'DOCS_TIMEOUT' });
  ok(Date.now() - since < 10_000);
  deepEqual((await s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions ?? [], []);
});

test('an HTML page in place of a forgotten file is DOCS_UNAVAILABLE, and nothing is stored', async (t) => {
  const { docs, forgotten } = await docsWithFiles(t);
  forgotten.set('order-1', { bytes: Buffer.from('the document'), pages: 1 });
  const deps = await freshCommandDeps(docs);
  const { s3, name: Bucket } = deps.bucket;
  const get = () => runCommand(deps, 'acme', { c: 'getForgotten', key: 'order-1' }, TEN_SECONDS);

  await rejects(get(), { code: 'DOCS_UNAVAILABLE' });
  deepEqual((await s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions ?? [], []);

  equal((await get()).document?.size, 'the document'.length);
});

test('repeated requests for a forgotten file copy it to the same key', async (t) => {
  const key = freshKey();
  const link = { error: 0, url: `http://docs.internal/files/${key}/output.xlsx?md5=1` };
  const { docs } = await commandDocs(t, () => link, [key]);
  const deps = await freshCommandDeps(docs);
  const get = () => runCommand(deps, 'acme', { c: 'getForgotten', key }, TEN_SECONDS);

  const [first, second] = [await get(), await get()];

  equal(first.document?.key, `documents/acme/${key}/2026-11-22T08:00:00.000Z/document.xlsx`);
  deepEqual(
    [second.document?.key, second.document?.sha256],
    [first.document?.key, first.document?.sha256],
  );
  deepEqual(first.answer, { error: 0, key });
});

test('an invalid list of forgotten files is DOCS_PROTOCOL, with and without a prefix', async (t) => {
  const { docs } = await commandDocs(t, () => 500, 'none' as unknown as string[]);

  for (const keyPrefix of ['', '{tenant}.']) {
    const deps = await freshCommandDeps(docs, keyPrefix);
    const run = runCommand(deps, 'acme', { c: 'getForgottenList' }, TEN_SECONDS);
    await rejects(run, { code: 'DOCS_PROTOCOL' });
  }
});

test('a value that is not a string is left out of the list of forgotten files', async (t) => {
  const keys = ['acme.1', 7, null, { key: 'acme.2' }] as string[];
  const { docs } = await commandDocs(t, () => 500, keys);
  const deps = await freshCommandDeps(docs);

  const { answer } = await runCommand(deps, 'acme', { c: 'getForgottenList' }, TEN_SECONDS);

  deepEqual(answer.keys, ['acme.1']);
});
