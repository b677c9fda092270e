import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type Bucket, readJson, readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { stage } from '../../../shared/storage/objects/staging.ts';
import { freshBucket } from '../../support/aws/resources.ts';

let bucket: Bucket;
before(async () => {
  bucket = await freshBucket();
});

async function namesBelow(Prefix: string): Promise<string[]> {
  const { Contents = [] } = await bucket.s3.send(
    new ListObjectsV2Command({ Bucket: bucket.name, Prefix }),
  );
  return Contents.map(({ Key = '' }) => Key.slice(Prefix.length));
}

test('stage() stores only what a build has', async () => {
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

test('a staged script is text in UTF-8, a staged argument is JSON', async () => {
  const where = { run: 'type', stage: 's' };
  await stage(bucket, where, { script: 'Grüße', argument: '1' });
  const typeOf = async (Key: string) =>
    (await bucket.s3.send(new HeadObjectCommand({ Bucket: bucket.name, Key }))).ContentType;

  equal(await typeOf(keys.stagedScript(where)), 'text/plain; charset=utf-8');
  equal(await typeOf(keys.stagedArgument(where)), 'application/json');
  equal(await readText(bucket, keys.stagedScript(where)), 'Grüße');
});
