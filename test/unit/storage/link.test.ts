import assert from 'node:assert/strict';
import { test } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import { objectExists, presignedLink } from '../../../shared/storage/objects/link.ts';
import { fakeS3 } from '../../support/aws/fake-s3.ts';
import { localClient } from '../../support/local-client.ts';

const FILE = { bucket: 'bucket', key: 'results/acme/1/счёт №1.pdf', versionId: 'v1' };

const s3 = localClient(S3Client, {
  endpoint: 'https://127.0.0.1',
  region: 'eu-central-1',
  forcePathStyle: true,
  credentials: { accessKeyId: 'AKIA', secretAccessKey: 'test' },
});

test('presignedLink() names a version and a lifetime, and keeps the disposition of the object', async () => {
  const link = await presignedLink(s3, { ...FILE, name: 'счёт №1.pdf' }, { expiresInSeconds: 900 });

  const { origin, pathname, searchParams } = new URL(link);
  assert.equal(origin, 'https://127.0.0.1');
  assert.equal(decodeURIComponent(pathname), '/bucket/results/acme/1/счёт №1.pdf');
  assert.equal(searchParams.get('versionId'), 'v1');
  assert.equal(searchParams.get('X-Amz-Expires'), '900');
  assert.equal(searchParams.get('X-Amz-SignedHeaders'), 'host');
  assert.equal(searchParams.get('response-content-disposition'), null);
});

test('presignedLink() can override the disposition, with the name of the file', async () => {
  const file = { ...FILE, name: 'счёт №1.pdf' };
  const link = await presignedLink(s3, file, { expiresInSeconds: 60, disposition: 'inline' });

  assert.equal(
    new URL(link).searchParams.get('response-content-disposition'),
    `inline; filename="???? ?1.pdf"; filename*=UTF-8''%D1%81%D1%87%D1%91%D1%82%20%E2%84%961.pdf`,
  );
});

test('presignedLink() names no version if none is given', async () => {
  const { bucket, key } = FILE;
  const link = await presignedLink(s3, { bucket, key, name: 'a.pdf' }, { expiresInSeconds: 60 });

  assert.equal(new URL(link).searchParams.get('versionId'), null);
});

test('objectExists() returns true for the newest version', async (t) => {
  const { s3, seen } = await fakeS3(t);

  assert.equal(await objectExists(s3, FILE), true);
  assert.equal(seen[0]?.operation, 'HeadObject');
});

test('objectExists() asks for a version only if it is not the newest', async (t) => {
  const answers: [versionId: string, questions: number][] = [
    ['v1', 1],
    ['v2', 2],
  ];
  for (const [versionId, questions] of answers) {
    const { s3, seen } = await fakeS3(t, (_seen, response) => {
      response.writeHead(200, { 'x-amz-version-id': versionId }).end();
      return true;
    });

    assert.equal(await objectExists(s3, FILE), true);
    assert.equal(seen.length, questions);
  }
});

for (const status of [404, 405]) {
  test(`objectExists() returns false if S3 answers ${status}`, async (t) => {
    const { s3 } = await fakeS3(t, (_seen, response) => {
      response.writeHead(status).end();
      return true;
    });

    assert.equal(await objectExists(s3, FILE), false);
  });
}

for (const status of [400, 403, 503]) {
  test(`objectExists() throws if S3 answers ${status}`, async (t) => {
    const { s3 } = await fakeS3(t, (_seen, response) => {
      response.writeHead(status).end();
      return true;
    });

    await assert.rejects(objectExists(s3, FILE), { code: 'STORAGE_FAILED' });
  });
}
