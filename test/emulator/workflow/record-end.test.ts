import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { GatewayError } from '../../../shared/errors.ts';
import { stepError } from '../../../shared/step-error.ts';
import type { Bucket } from '../../../shared/storage/objects/bucket.ts';
import { getBuild } from '../../../shared/storage/rows/builds.ts';
import type { Table } from '../../../shared/storage/rows/table.ts';
import { buildError } from '../../../shared/workflow/build-error.ts';
import { recordEnd } from '../../../shared/workflow/record-end.ts';
import { watchedClients } from '../../support/aws/crash.ts';
import { freshBucket, freshTable } from '../../support/aws/resources.ts';
import { buildOf, fileOf, putCopy, store, versionsIn } from '../../support/builds.ts';

let table: Table;
let bucket: Bucket;
before(async () => {
  [table, bucket] = await Promise.all([freshTable(), freshBucket()]);
});

test('files that were copied end the build', async () => {
  const { tenant, id, run } = await store(table, buildOf({ answer: { files: ['report.docx'] } }));

  await recordEnd({ table, bucket }, { tenant, id, run, files: [fileOf()] });

  const ended = await getBuild(table, tenant, id);
  equal(ended?.status, 'succeeded');
  deepEqual(ended?.files, [fileOf()]);
  equal(ended?.error, undefined);
});

test('a build whose named file is missing fails and lists what was copied', async () => {
  const { tenant, id, run } = await store(
    table,
    buildOf({ answer: { files: ['report.docx'] }, outputs: { 'a.docx': 'a.docx' } }),
  );

  await recordEnd({ table, bucket }, { tenant, id, run, files: [fileOf()] });

  const ended = await getBuild(table, tenant, id);
  equal(ended?.status, 'failed');
  equal(ended?.error?.code, 'OUTPUT_MISSING');
  deepEqual(ended?.files, [fileOf()]);
});

test('a file that could not be had fails the build, which lists the others', async () => {
  const names = ['report.docx', 'huge.docx', 'old.docx'];
  const { tenant, id, run } = await store(
    table,
    buildOf({ answer: { files: names }, outputs: { 'a.docx': 'a.docx' } }),
  );
  const huge = buildError('RESULT_TOO_LARGE', '"huge.docx" is larger than 1000 bytes');
  const old = buildError('RESULT_EXPIRED', 'Docs no longer has old.docx.');
  const files = [fileOf(), { name: 'huge.docx', error: huge }, { name: 'old.docx', error: old }];

  await recordEnd({ table, bucket }, { tenant, id, run, files });

  const ended = await getBuild(table, tenant, id);
  deepEqual([ended?.status, ended?.error, ended?.files], ['failed', huge, [fileOf()]]);
});

test('a step that failed ends the build without files', async () => {
  const { tenant, id, run } = await store(table, buildOf({ answer: { files: ['report.docx'] } }));
  const { message } = stepError(
    new GatewayError('RESULT_EXPIRED', 'Docs no longer has report.docx.'),
  );
  const cause = JSON.stringify({ errorMessage: message });

  await recordEnd({ table, bucket }, { tenant, id, run, error: 'ResultExpiredError', cause });

  const ended = await getBuild(table, tenant, id);
  equal(ended?.status, 'failed');
  deepEqual(ended?.error, buildError('RESULT_EXPIRED', 'Docs no longer has report.docx.'));
  deepEqual(ended?.files, []);
});

test('a step that failed leaves no file of its build, and what was replaced is the newest again', async () => {
  const outputs = { 'a.docx': 'latest.docx', '*': 'extra/' };
  const answer = { files: ['a.docx', 'b.docx', 'c.docx'] };
  const older = await putCopy(bucket, 'results/taken/latest.docx', buildOf());
  const build = await store(table, buildOf({ tenant: 'taken', answer, outputs }));
  for (const key of ['latest.docx', 'latest.docx', 'extra/b.docx', `${build.id}/c.docx`])
    await putCopy(bucket, `results/taken/${key}`, build);

  await recordEnd({ table, bucket }, { ...build, error: 'StorageFailedError' });

  deepEqual((await getBuild(table, 'taken', build.id))?.files, []);
  deepEqual(await versionsIn(bucket, 'results/taken/'), [`${older.key} ${older.versionId}`]);
});

test('a step that failed ends its build, though S3 does not delete what was copied', async () => {
  const build = await store(table, buildOf({ answer: { files: ['a.docx'] } }));
  const { s3 } = watchedClients(() => Promise.reject(new Error('AccessDenied')));

  await recordEnd({ table, bucket: { ...bucket, s3 } }, { ...build, error: 'StorageFailedError' });

  equal((await getBuild(table, build.tenant, build.id))?.error?.code, 'STORAGE_FAILED');
});

test('a build that has ended stays as it is, one that is gone stays gone', async () => {
  const endedAt = new Date().toISOString();
  const build = await store(table, buildOf({ status: 'cancelled', endedAt }));

  await recordEnd({ table, bucket }, { ...build, files: [fileOf()] });
  await recordEnd({ table, bucket }, { ...build, error: 'InternalError' });
  await recordEnd({ table, bucket }, { tenant: 'nobody', id: build.id, run: build.run, files: [] });

  deepEqual(await getBuild(table, build.tenant, build.id), build);
  equal(await getBuild(table, 'nobody', build.id), undefined);
});
