import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Bucket } from '../../../shared/storage/objects/bucket.ts';
import { getBuild } from '../../../shared/storage/rows/builds.ts';
import { readSlots } from '../../../shared/storage/rows/slots.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { type RecordDeps, recordEnd } from '../../../shared/workflow/record-end.ts';
import { watchedClients } from '../../support/aws/crash.ts';
import { freshBucket, freshTable } from '../../support/aws/resources.ts';
import { buildOf, endDeps, fileOf, putCopy, store, versionsIn } from '../../support/builds.ts';
import { unaskedBuild } from '../../support/taken-slot.ts';

let table: Table;
let bucket: Bucket;
let deps: RecordDeps;
before(async () => {
  [table, bucket] = await Promise.all([freshTable(), freshBucket()]);
  deps = { ...endDeps(table), bucket };
});

test('copied files end the build', async () => {
  const { tenant, id, run } = await store(table, buildOf({ answer: { files: ['report.docx'] } }));

  await recordEnd(deps, { tenant, id, run, files: [fileOf()] });

  const ended = await getBuild(table, tenant, id);
  equal(ended?.status, 'succeeded');
  deepEqual(ended?.files, [fileOf()]);
  equal(ended?.error, undefined);
});

test('a failed step deletes all files of its build, so that the versions before them are the latest again', async () => {
  const outputs = { 'a.docx': 'latest.docx', '*': 'extra/' };
  const answer = { files: ['a.docx', 'b.docx', 'c.docx'] };
  const older = await putCopy(bucket, 'results/taken/latest.docx', buildOf());
  const build = await store(table, buildOf({ tenant: 'taken', answer, outputs }));
  for (const key of ['latest.docx', 'latest.docx', 'extra/b.docx', `${build.id}/c.docx`])
    await putCopy(bucket, `results/taken/${key}`, build);

  await recordEnd(deps, { ...build, error: 'StorageFailedError' });

  deepEqual((await getBuild(table, 'taken', build.id))?.files, []);
  deepEqual(await versionsIn(bucket, 'results/taken/'), [`${older.key} ${older.versionId}`]);
});

test('a failed step ends its build although S3 does not delete the copied files', async () => {
  const build = await store(table, buildOf({ answer: { files: ['a.docx'] } }));
  const { s3 } = watchedClients(() => Promise.reject(new Error('AccessDenied')));

  await recordEnd(
    { ...deps, bucket: { ...bucket, s3 } },
    { ...build, error: 'StorageFailedError' },
  );

  equal((await getBuild(table, build.tenant, build.id))?.error?.code, 'STORAGE_FAILED');
});

test('a step that failed before Docs was asked frees the slot of its build with its end', async () => {
  const build = await unaskedBuild(table);
  const signals: string[] = [];
  const signalStart = async () => void signals.push('start');

  await recordEnd({ ...deps, signalStart }, { ...build, error: 'SourceDownloadError' });

  equal((await getBuild(table, build.tenant, build.id))?.error?.code, 'SOURCE_DOWNLOAD');
  deepEqual([(await readSlots(table)).holders, signals], [{}, ['start']]);
});

test('the end of a build that has ended or no longer exists changes nothing', async () => {
  const endedAt = new Date().toISOString();
  const build = await store(table, buildOf({ status: 'cancelled', endedAt }));

  await recordEnd(deps, { ...build, files: [fileOf()] });
  await recordEnd(deps, { ...build, error: 'InternalError' });
  await recordEnd(deps, { tenant: 'nobody', id: build.id, run: build.run, files: [] });

  deepEqual(await getBuild(table, build.tenant, build.id), build);
  equal(await getBuild(table, 'nobody', build.id), undefined);
});
