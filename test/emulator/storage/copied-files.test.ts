import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type Bucket, putText } from '../../../shared/storage/objects/bucket.ts';
import { buildIdOf, deleteUnlistedFiles } from '../../../shared/storage/objects/copied-files.ts';
import { freshBucket } from '../../support/aws/resources.ts';
import { buildOf } from '../../support/builds.ts';
import { localClient } from '../../support/local-client.ts';

let bucket: Bucket;
before(async () => {
  bucket = await freshBucket();
});

const put = async (key: string, text: string) => (await putText(bucket, key, text)).versionId;

test('buildIdOf() returns the build that a version was copied for', async () => {
  const Metadata = { 'build-id': 'ID' };
  const { VersionId: versionId } = await bucket.s3.send(
    new PutObjectCommand({ Bucket: bucket.name, Key: 'copy', Body: 'x', Metadata }),
  );
  const later = await put('copy', 'not a copy');

  equal(await buildIdOf(bucket, { key: 'copy', versionId }), 'ID');
  equal(await buildIdOf(bucket, { key: 'copy', versionId: later }), undefined);
  equal(await buildIdOf(bucket, { key: 'nothing' }), undefined);
});

test('buildIdOf() throws when S3 denies the request', async () => {
  const s3 = localClient(S3Client, {
    credentials: { accessKeyId: 'nobody', secretAccessKey: 'x' },
  });

  await rejects(buildIdOf({ ...bucket, s3 }, { key: 'nothing' }));
});

test('deleteUnlistedFiles() aborts the uploads of a killed process to the folder of the build, and no others', async () => {
  const build = buildOf({ status: 'failed' });
  const begin = (Key: string) =>
    bucket.s3.send(new CreateMultipartUploadCommand({ Bucket: bucket.name, Key }));
  const others = [`results/${build.tenant}/another/a.txt`, `documents/${build.tenant}/a.txt`];
  for (const key of [`results/${build.tenant}/${build.id}/a.txt`, ...others]) await begin(key);

  await deleteUnlistedFiles(bucket, build);

  const { Uploads = [] } = await bucket.s3.send(
    new ListMultipartUploadsCommand({ Bucket: bucket.name }),
  );
  deepEqual(Uploads.map(({ Key }) => Key).sort(), others.sort());
});
