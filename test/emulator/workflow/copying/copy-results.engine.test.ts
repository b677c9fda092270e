import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { HeadObjectCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { isGatewayError } from '../../../../shared/errors.ts';
import { readText } from '../../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../../shared/storage/objects/keys.ts';
import { buildError } from '../../../../shared/workflow/build-error.ts';
import { copyOrExplain, copyResult } from '../../../../shared/workflow/copying/copy-results.ts';
import { copySmallFiles } from '../../../../shared/workflow/copying/copy-small-files.ts';
import { keysBelow } from '../../../support/builds.ts';
import { embeddedDocs } from '../../../support/docs/embedded-docs.ts';
import { builtBuild } from '../../../support/workflow/built-build.ts';

test('a result is copied with its type, size, hash, name and build', async (t) => {
  const { build, bucket, copy } = await builtBuild(t, ['a b.docx']);

  const file = await copy();

  equal(file.key, keys.result('default', build.id, 'a b.docx'));
  const head = await bucket.s3.send(
    new HeadObjectCommand({ Bucket: bucket.name, Key: file.key, VersionId: file.versionId }),
  );
  equal(head.ContentLength, file.size);
  equal(head.ContentType, file.contentType);
  ok(file.contentType.endsWith('wordprocessingml.document'));
  ok(head.ContentDisposition?.includes('attachment'));
  deepEqual(head.Metadata, { 'build-id': build.id });
  ok(/^[0-9a-f]{64}$/.test(file.sha256));
});

test('the hash of a copied result is that of the object in the bucket', async (t) => {
  const { bucket, copy } = await builtBuild(t, ['a.txt']);

  const file = await copy();

  const text = (await readText(bucket, file.key)) ?? '';
  equal(createHash('sha256').update(text).digest('hex'), file.sha256);
});

test('a copy asks for a second link when the first one has expired, then fails', async (t) => {
  const { copy, server } = await builtBuild(t, ['a.txt']);
  server.faults.add({ name: 'expired-links', times: 1 });
  equal((await copy()).name, 'a.txt');

  server.faults.add({ name: 'expired-links' });
  await rejects(copy(), { code: 'RESULT_EXPIRED' });
});

test('the copy of a file that Docs never saved fails as expired', async (t) => {
  const { copy } = await builtBuild(t, ['a.txt']);

  await rejects(copy('b.txt'), { code: 'RESULT_EXPIRED', message: 'Docs no longer has b.txt.' });
});

test('the copy of a result that Docs has forgotten fails as expired, not as a failed script', async (t) => {
  const { build, deps } = await builtBuild(t, ['a.txt']);
  const { docs } = await embeddedDocs(t);

  const copy = () => copyResult({ ...deps, docs }, { ...build, name: 'a.txt' });

  await rejects(copy(), { code: 'RESULT_EXPIRED' });
  await rejects(copy(), { code: 'RESULT_EXPIRED' });
});

test('a copy is repeated after a malformed answer and after internal errors of Docs', async (t) => {
  const { copy, server } = await builtBuild(t, ['a.txt']);

  server.faults.add({ name: 'html', on: 'builder', times: 1 });
  equal((await copy()).name, 'a.txt');
  server.faults.add({ name: 'error', error: -1, times: 2 });
  equal((await copy()).name, 'a.txt');
  server.faults.add({ name: 'html', on: 'builder' });
  await rejects(copy(), { code: 'DOCS_PROTOCOL' });
});

test('a copy that gets an HTML page instead of the result is to be retried, and then succeeds', async (t) => {
  const { build, bucket, deps, links, copy, server } = await builtBuild(t, ['a.docx']);
  server.faults.add({ name: 'html', on: 'results', times: 2 });

  equal(await copySmallFiles(deps, build, links), null);
  await rejects(
    copy(),
    (error: Error) =>
      error.name === 'NotYetError' && isGatewayError(error.cause, 'DOCS_UNAVAILABLE'),
  );
  deepEqual(await keysBelow(bucket, 'results/'), []);

  ok((await copy()).size > 1000);
});

test('the copy of a truncated result fails with an error that is retried, and leaves nothing behind', async (t) => {
  const { build, copy, server, bucket } = await builtBuild(t, ['a.docx']);
  server.faults.add({ name: 'cut-result', bytes: 100, times: 1 });

  await rejects(copy(), { name: 'StorageFailedError' });

  equal(await readText(bucket, keys.result('default', build.id, 'a.docx')), undefined);
  const { Uploads = [] } = await bucket.s3.send(
    new ListMultipartUploadsCommand({ Bucket: bucket.name }),
  );
  equal(Uploads.length, 0);
});

test('a result over the size limit is refused, with an announced length and without', async (t) => {
  const { copy, server } = await builtBuild(t, ['a.docx'], {}, 1000);

  await rejects(copy(), { code: 'RESULT_TOO_LARGE' });
  server.faults.add({ name: 'no-length' });
  await rejects(copy(), { code: 'RESULT_TOO_LARGE' });
});

test('an error of one result is returned with its name, a temporary error is thrown', async (t) => {
  const { build, deps, server } = await builtBuild(t, ['a.docx', 'b.txt'], {}, 1000);
  const copy = (name: string) => copyOrExplain(deps, { ...build, name });

  deepEqual(await copy('a.docx'), {
    name: 'a.docx',
    error: buildError('RESULT_TOO_LARGE', '"a.docx" is larger than 1000 bytes'),
  });
  deepEqual(await copy('c.txt'), {
    name: 'c.txt',
    error: buildError('RESULT_EXPIRED', 'Docs no longer has c.txt.'),
  });
  server.faults.add({ name: 'cut-result', bytes: 1, times: 1 });
  await rejects(copy('b.txt'), { name: 'StorageFailedError' });
  const file = await copy('b.txt');
  equal('key' in file && file.key, keys.result('default', build.id, 'b.txt'));
});

test('a copy is to be retried while Docs is down', async (t) => {
  const { copy, server } = await builtBuild(t, ['a.txt']);
  await server.down();
  await rejects(copy(), { name: 'NotYetError' });

  await server.up();
  server.faults.add({ name: 'status', on: 'results', status: 503, times: 1 });
  await rejects(copy(), { name: 'NotYetError' });
  equal((await copy()).name, 'a.txt');
});

test('a file for which Docs answers 404 has expired, so that the other files are kept', async (t) => {
  const { build, deps } = await builtBuild(t, ['a.txt', 'b.txt']);
  const fetchExceptB: typeof fetch = async (url, init) =>
    String(url).includes('/b.txt?') ? new Response(null, { status: 404 }) : fetch(url, init);
  const docs = { ...deps.docs, fetch: fetchExceptB };

  const failed = await copyOrExplain({ ...deps, docs }, { ...build, name: 'b.txt' });

  equal('error' in failed && failed.error.code, 'RESULT_EXPIRED');
});
