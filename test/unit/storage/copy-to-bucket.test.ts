import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { copyToBucket } from '../../../shared/storage/objects/copy-to-bucket.ts';
import { fakeS3 } from '../../support/aws/fake-s3.ts';
import { wholeBody } from '../../support/file-body.ts';

const MIB = 1024 * 1024;
const FILE = { bucket: 'bucket', key: 'results/acme/1/a.docx', name: 'a.docx', maxBytes: 64 * MIB };

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

test('a small file is copied by one request, with its type, name, metadata, size and hash', async (t) => {
  const { s3, seen, objects } = await fakeS3(t);
  const data = Buffer.from('a document');

  const copied = await copyToBucket({
    ...FILE,
    s3,
    name: 'Rechnung Žižkov №1.docx',
    body: wholeBody(data.subarray(0, 3), data.subarray(3)),
    length: data.length,
    metadata: { 'build-id': '01JD' },
  });

  const contentType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
  assert.deepEqual(copied, { size: 10, sha256: sha256(data), versionId: 'v1', contentType });
  assert.deepEqual(objects.get('/bucket/results/acme/1/a.docx'), data);
  assert.deepEqual(
    seen.map(({ operation }) => operation),
    ['PutObject'],
  );
  const headers = seen[0]?.headers ?? {};
  assert.equal(headers['content-type'], contentType);
  assert.equal(headers['x-amz-meta-build-id'], '01JD');
  assert.equal(
    headers['content-disposition'],
    `attachment; filename="Rechnung ?i?kov ?1.docx"; filename*=UTF-8''Rechnung%20%C5%BDi%C5%BEkov%20%E2%84%961.docx`,
  );
});

test('an empty file is copied', async (t) => {
  const { s3, objects } = await fakeS3(t);

  const copied = await copyToBucket({ ...FILE, s3, body: wholeBody(), length: 0 });

  assert.equal(copied.size, 0);
  assert.equal(copied.sha256, sha256(Buffer.alloc(0)));
  assert.equal(objects.get('/bucket/results/acme/1/a.docx')?.length, 0);
});

const shapes: Record<string, { size: number; piece: number; parts: number }> = {
  'one byte less than a part': { size: 5 * MIB - 1, piece: 65_536, parts: 0 },
  'exactly a part': { size: 5 * MIB, piece: 65_536, parts: 1 },
  'one byte more than a part': { size: 5 * MIB + 1, piece: 65_536, parts: 2 },
  'five parts in odd pieces': { size: 23 * MIB + 7, piece: 99_991, parts: 5 },
  'pieces larger than parts': { size: 26 * MIB, piece: 13 * MIB, parts: 6 },
};

for (const [kind, { size, piece, parts }] of Object.entries(shapes)) {
  test(`a file of ${kind} is copied unchanged`, async (t) => {
    const { s3, seen, objects, uploads } = await fakeS3(t);
    const data = randomBytes(size);
    const pieces = Array.from({ length: Math.ceil(size / piece) }, (_, index) =>
      data.subarray(index * piece, (index + 1) * piece),
    );

    const copied = await copyToBucket({ ...FILE, s3, body: wholeBody(...pieces), length: null });

    assert.equal(copied.size, size);
    assert.equal(copied.sha256, sha256(data));
    assert.equal(copied.versionId, 'v1');
    assert.ok(objects.get('/bucket/results/acme/1/a.docx')?.equals(data));
    assert.equal(seen.filter(({ operation }) => operation === 'UploadPart').length, parts);
    assert.equal(uploads.size, 0);
  });
}

test('each request with bytes of a file has their signed CRC-32, and a signature that does not cover them', async (t) => {
  const { s3, seen } = await fakeS3(t);
  for (const size of [100, 12 * MIB]) {
    const body = wholeBody(randomBytes(size));
    await copyToBucket({ ...FILE, s3, body, length: null });
  }

  const sent = seen.filter(({ operation }) => /^(PutObject|UploadPart)$/.test(operation));
  assert.deepEqual(
    sent.map(({ body }) => body.length).toSorted((a, b) => a - b),
    [100, 2 * MIB, 5 * MIB, 5 * MIB],
  );
  const checksums = sent.map(({ body }) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString('base64');
  });
  assert.deepEqual(
    sent.map(({ headers }) => headers['x-amz-checksum-crc32']),
    checksums,
  );
  for (const { headers } of sent) {
    assert.equal(headers['x-amz-content-sha256'], 'UNSIGNED-PAYLOAD');
    assert.match(`${headers.authorization}`, /SignedHeaders=[^,]*;x-amz-checksum-crc32;/);
  }
  const completed = seen.find(({ operation }) => operation === 'CompleteMultipartUpload');
  const listed = [...`${completed?.body}`.matchAll(/<ChecksumCRC32>([^<]+)</g)];
  assert.deepEqual(
    listed.map(([, checksum]) => checksum).toSorted(),
    checksums.slice(1).toSorted(),
  );
});

test('a file copied in parts has its type, name and metadata', async (t) => {
  const { s3, seen } = await fakeS3(t);
  const body = wholeBody(Buffer.alloc(6 * MIB));

  await copyToBucket({ ...FILE, s3, name: 'x.pdf', body, length: null, metadata: { id: '7' } });

  const { headers } = seen.find(({ operation }) => operation === 'CreateMultipartUpload') ?? {};
  assert.equal(headers?.['content-type'], 'application/pdf');
  assert.equal(headers?.['content-disposition'], 'attachment; filename=x.pdf');
  assert.equal(headers?.['x-amz-meta-id'], '7');
});

test('a file without a suffix has the type that its first bytes show, copied at once or in parts', async (t) => {
  const { s3, seen } = await fakeS3(t);
  for (const size of [100, 6 * MIB]) {
    const [first, second] = [
      Buffer.from('%P'),
      Buffer.concat([Buffer.from('DF-'), Buffer.alloc(size)]),
    ];

    const { contentType } = await copyToBucket({
      ...FILE,
      s3,
      name: 'report',
      body: wholeBody(first, second),
      length: null,
    });

    assert.equal(contentType, 'application/pdf');
    const { headers } = seen.find(({ operation }) => /^(Put|Create)/.test(operation)) ?? {};
    assert.equal(headers?.['content-type'], 'application/pdf');
    seen.length = 0;
  }
});

test('a file of exactly the limit is copied', async (t) => {
  const { s3 } = await fakeS3(t);
  const body = wholeBody(Buffer.alloc(100));

  const { size } = await copyToBucket({ ...FILE, s3, body, length: 100, maxBytes: 100 });

  assert.equal(size, 100);
});
