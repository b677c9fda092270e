import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { GatewayError } from '../../shared/errors.ts';
import { getBuild } from '../../shared/storage/builds.ts';
import type { Table } from '../../shared/storage/table.ts';
import { errorOf } from '../../shared/workflow/end.ts';
import { recordEnd } from '../../shared/workflow/record.ts';
import { throwable } from '../../shared/workflow/thrown.ts';
import { freshTable } from '../support/aws.ts';
import { buildOf, fileOf, store } from '../support/builds.ts';

let table: Table;
before(async () => {
  table = await freshTable();
});

test('files that were copied end the build', async () => {
  const { tenant, id, run } = await store(table, buildOf({ answer: { files: ['report.docx'] } }));

  await recordEnd(table, { tenant, id, run, files: [fileOf()] });

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

  await recordEnd(table, { tenant, id, run, files: [fileOf()] });

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
  const huge = errorOf('RESULT_TOO_LARGE', '"huge.docx" is larger than 1000 bytes');
  const old = errorOf('RESULT_EXPIRED', 'Docs no longer has old.docx.');
  const files = [fileOf(), { name: 'huge.docx', error: huge }, { name: 'old.docx', error: old }];

  await recordEnd(table, { tenant, id, run, files });

  const ended = await getBuild(table, tenant, id);
  deepEqual([ended?.status, ended?.error, ended?.files], ['failed', huge, [fileOf()]]);
});

test('a step that failed ends the build without files', async () => {
  const { tenant, id, run } = await store(table, buildOf({ answer: { files: ['report.docx'] } }));
  const { message } = throwable(
    new GatewayError('RESULT_EXPIRED', 'Docs no longer has report.docx.'),
  );
  const cause = JSON.stringify({ errorMessage: message });

  await recordEnd(table, { tenant, id, run, error: 'ResultExpiredError', cause });

  const ended = await getBuild(table, tenant, id);
  equal(ended?.status, 'failed');
  deepEqual(ended?.error, errorOf('RESULT_EXPIRED', 'Docs no longer has report.docx.'));
  deepEqual(ended?.files, []);
});

test('a build that has ended stays as it is, one that is gone stays gone', async () => {
  const endedAt = new Date().toISOString();
  const build = await store(table, buildOf({ status: 'cancelled', endedAt }));

  await recordEnd(table, { ...build, files: [fileOf()] });
  await recordEnd(table, { ...build, error: 'InternalError' });
  await recordEnd(table, { tenant: 'nobody', id: build.id, run: build.run, files: [] });

  deepEqual(await getBuild(table, build.tenant, build.id), build);
  equal(await getBuild(table, 'nobody', build.id), undefined);
});
