import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { viewBuild, viewBuildWithLinks } from '../../../shared/storage/build-view.ts';
import type { Bucket } from '../../../shared/storage/objects/bucket.ts';
import { freshBucket } from '../../support/aws/resources.ts';
import { buildOf, fileOf, waitingBuild } from '../../support/builds.ts';

let bucket: Bucket;
before(async () => {
  bucket = await freshBucket();
});

async function put(key: string, Body: string) {
  const { VersionId = '' } = await bucket.s3.send(
    new PutObjectCommand({ Bucket: bucket.name, Key: key, Body }),
  );
  return fileOf({ name: key, bucket: bucket.name, key, versionId: VersionId });
}

test('a build that waits has null for times and errors that it does not have yet', () => {
  const build = waitingBuild({ metadata: { order: '1' } });

  deepEqual(viewBuild(build), {
    id: build.id,
    tenant: 'default',
    status: 'queued',
    origin: 'http',
    correlationId: build.correlationId,
    source: { sha256: 'ab' },
    createdAt: build.createdAt,
    startedAt: null,
    endedAt: null,
    metadata: { order: '1' },
    priority: 'normal',
    files: [],
    warnings: [],
    logs: [],
    error: null,
  });
});

test('files in lists and events have no links and no version ids', () => {
  const view = viewBuild(buildOf({ files: [fileOf()], subject: 'anna' }));
  const { versionId, ...file } = fileOf();

  deepEqual(view.files, [file]);
  equal('capability' in view, false);
  equal('subject' in view, false);
});

test('a link returns the version that the build wrote, even if a newer one exists', async () => {
  const file = await put('invoice.txt', 'first');
  await put('invoice.txt', 'second');

  const view = await viewBuildWithLinks(bucket, buildOf({ files: [file] }));

  const link = view.files[0]?.url ?? '';
  equal(new URL(link).searchParams.get('X-Amz-Expires'), '900');
  equal(await (await fetch(link)).text(), 'first');
});

test('a deleted file has no link, although S3 keeps its versions for a while', async () => {
  const file = await put('deleted.txt', 'x');
  await bucket.s3.send(new DeleteObjectCommand({ Bucket: file.bucket, Key: file.key }));

  const view = await viewBuildWithLinks(bucket, buildOf({ files: [file] }));

  equal(view.files[0]?.url, null);
});

test('a file whose version does not exist has no link', async () => {
  const file = await put('gone.txt', 'x');
  const { bucket: Bucket, key: Key, versionId: VersionId } = file;
  await bucket.s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));

  const view = await viewBuildWithLinks(bucket, buildOf({ files: [file] }));

  equal(view.files[0]?.url, null);
});
