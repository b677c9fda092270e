import { deepEqual, equal, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { before, test } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import {
  type Bucket,
  findObject,
  putText,
  readJson,
  readObject,
  readText,
} from '../../../shared/storage/objects/bucket.ts';
import { freshBucket } from '../../support/aws/resources.ts';
import { localClient } from '../../support/local-client.ts';
import { serve } from '../../support/serve.ts';

let bucket: Bucket;
before(async () => {
  bucket = await freshBucket();
});

const put = async (key: string, text: string) => (await putText(bucket, key, text)).versionId;

test('readObject() reads one version of an object, and without a version the newest', async () => {
  const first = await put('a', 'first');
  const second = await put('a', 'second');
  const textOf = async (versionId?: string) =>
    String(Buffer.from((await readObject(bucket, { key: 'a', versionId }))?.bytes ?? []));

  equal(await textOf(first), 'first');
  equal(await textOf(), 'second');
  equal((await readObject(bucket, { key: 'a' }))?.versionId, second);
});

test('a missing object is undefined, but an error for readJson()', async () => {
  equal(await readObject(bucket, { key: 'nothing' }), undefined);
  equal(await readText(bucket, 'nothing'), undefined);
  equal(await findObject(bucket, 'nothing'), undefined);
  await rejects(readJson(bucket, 'nothing'), { message: 'an object that was stored is missing' });
});

test('findObject() returns the size, version and time of an object', async () => {
  const versionId = await put('found', 'four');

  const found = await findObject(bucket, 'found');

  deepEqual([found?.key, found?.size, found?.versionId], ['found', 4, versionId]);
  equal(found?.lastModified instanceof Date, true);
});

test('a request that S3 denies is an error, not a missing object', async () => {
  const s3 = localClient(S3Client, {
    credentials: { accessKeyId: 'nobody', secretAccessKey: 'x' },
  });

  await rejects(readObject({ ...bucket, s3 }, { key: 'nothing' }));
  await rejects(findObject({ ...bucket, s3 }, 'nothing'));
});

test('readObject() closes the connection without reading when the size is refused', async (t) => {
  let closed: Promise<unknown> | undefined;
  const endpoint = await serve(t, (_request, response) => {
    closed = once(response, 'close');
    response.writeHead(200, { 'content-length': 6000 }).write('the first of 6000 bytes');
  });
  const s3 = localClient(S3Client, { endpoint, forcePathStyle: true });
  const refuse = (bytes: number) => {
    throw new Error(`it has ${bytes} bytes`);
  };

  const read = readObject({ ...bucket, s3 }, { key: 'a' }, refuse);

  await rejects(read, { message: 'it has 6000 bytes' });
  await closed;
});
