import { deepEqual, equal, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { before, test } from 'node:test';
import {
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  type Bucket,
  buildIdOf,
  findObject,
  readJson,
  readObject,
  readText,
  stage,
} from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { freshBucket } from '../../support/aws/resources.ts';
import { localClient } from '../../support/local-client.ts';
import { serve } from '../../support/serve.ts';

let bucket: Bucket;
before(async () => {
  bucket = await freshBucket();
});

async function put(Key: string, Body: string): Promise<string | undefined> {
  const { VersionId } = await bucket.s3.send(
    new PutObjectCommand({ Bucket: bucket.name, Key, Body }),
  );
  return VersionId;
}

async function namesBelow(Prefix: string): Promise<string[]> {
  const { Contents = [] } = await bucket.s3.send(
    new ListObjectsV2Command({ Bucket: bucket.name, Prefix }),
  );
  return Contents.map(({ Key = '' }) => Key.slice(Prefix.length));
}

test('only what a build has is staged', async () => {
  await stage(bucket, { run: 'one', stage: 's' }, { script: 'Grüße' });
  deepEqual(await namesBelow('scripts/one/s/'), ['script.docbuilder']);

  const where = { run: 'all', stage: 's' };
  const request = { url: 'https://a.example/x', inputs: {} };
  await stage(bucket, where, { argument: 'null', inputs: { a: { key: 'k' } }, request });
  deepEqual(await namesBelow('scripts/all/s/'), ['argument.json', 'inputs.json', 'request.json']);
  equal(await readJson(bucket, keys.stagedArgument(where)), null);
  deepEqual(await readJson(bucket, keys.stagedInputs(where)), { a: { key: 'k' } });
  deepEqual(await readJson(bucket, keys.stagedRequest(where)), request);
});

test('a staged script says that it is text in UTF-8', async () => {
  const where = { run: 'type', stage: 's' };
  await stage(bucket, where, { script: 'Grüße', argument: '1' });
  const typeOf = async (Key: string) =>
    (await bucket.s3.send(new HeadObjectCommand({ Bucket: bucket.name, Key }))).ContentType;

  equal(await typeOf(keys.stagedScript(where)), 'text/plain; charset=utf-8');
  equal(await typeOf(keys.stagedArgument(where)), 'application/json');
  equal(await readText(bucket, keys.stagedScript(where)), 'Grüße');
});

test('one version of an object is read, and without a version the newest', async () => {
  const first = await put('a', 'first');
  const second = await put('a', 'second');
  const textOf = async (versionId?: string) =>
    String(Buffer.from((await readObject(bucket, { key: 'a', versionId }))?.bytes ?? []));

  equal(await textOf(first), 'first');
  equal(await textOf(), 'second');
  equal((await readObject(bucket, { key: 'a' }))?.versionId, second);
});

test('what is not there is undefined, or an error where it was staged', async () => {
  equal(await readObject(bucket, { key: 'nothing' }), undefined);
  equal(await readText(bucket, 'nothing'), undefined);
  equal(await findObject(bucket, 'nothing'), undefined);
  await rejects(readJson(bucket, 'nothing'), { message: 'a staged object is gone' });
});

test('an object is found with its size, its version and its time', async () => {
  const versionId = await put('found', 'four');

  const found = await findObject(bucket, 'found');

  deepEqual([found?.key, found?.size, found?.versionId], ['found', 4, versionId]);
  equal(found?.lastModified instanceof Date, true);
});

test('a copy names the build that it was made for, version by version', async () => {
  const Metadata = { 'build-id': 'ID' };
  const { VersionId: versionId } = await bucket.s3.send(
    new PutObjectCommand({ Bucket: bucket.name, Key: 'copy', Body: 'x', Metadata }),
  );
  const later = await put('copy', 'not a copy');

  equal(await buildIdOf(bucket, { key: 'copy', versionId }), 'ID');
  equal(await buildIdOf(bucket, { key: 'copy', versionId: later }), undefined);
  equal(await buildIdOf(bucket, { key: 'nothing' }), undefined);
});

test('a bucket that refuses is a fault and not an object that is missing', async () => {
  const s3 = localClient(S3Client, {
    credentials: { accessKeyId: 'nobody', secretAccessKey: 'x' },
  });

  await rejects(readObject({ ...bucket, s3 }, { key: 'nothing' }));
  await rejects(findObject({ ...bucket, s3 }, 'nothing'));
  await rejects(buildIdOf({ ...bucket, s3 }, { key: 'nothing' }));
});

test('an object of a size that is refused is let go of before it is read', async (t) => {
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
