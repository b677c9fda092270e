import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { GatewayError } from '../../../shared/errors.ts';
import { copyToBucket } from '../../../shared/storage/objects/copy.ts';
import { fakeS3 } from '../../support/aws/fake-s3.ts';

const MIB = 1024 * 1024;
const FILE = { bucket: 'bucket', key: 'results/acme/1/a.docx', name: 'a.docx', maxBytes: 64 * MIB };

/** A body in pieces of any size; `cancelled` says why it was let go of. */
function bodyOf(pieces: Uint8Array[], end: (controller: ReadableStreamDefaultController) => void) {
  const left = [...pieces];
  const cancelled = Promise.withResolvers<unknown>();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = left.shift();
      if (next) controller.enqueue(next);
      else end(controller);
    },
    cancel: cancelled.resolve,
  });
  return { body, cancelled: cancelled.promise };
}

function wholeBody(...pieces: Uint8Array[]) {
  return bodyOf(pieces, (controller) => controller.close()).body;
}

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function failureOf(copied: Promise<unknown>): Promise<GatewayError> {
  return copied.then(
    () => assert.fail('it was copied'),
    (error) => error,
  );
}

test('a small file is put in one piece, with its type, name, metadata, size and hash', async (t) => {
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

test('an empty file is a file', async (t) => {
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
  test(`a file of ${kind} arrives byte by byte`, async (t) => {
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

test('a file in parts has type, name and metadata too', async (t) => {
  const { s3, seen } = await fakeS3(t);
  const body = wholeBody(Buffer.alloc(6 * MIB));

  await copyToBucket({ ...FILE, s3, name: 'x.pdf', body, length: null, metadata: { id: '7' } });

  const { headers } = seen.find(({ operation }) => operation === 'CreateMultipartUpload') ?? {};
  assert.equal(headers?.['content-type'], 'application/pdf');
  assert.equal(headers?.['content-disposition'], 'attachment; filename=x.pdf');
  assert.equal(headers?.['x-amz-meta-id'], '7');
});

for (const [kind, sent, length] of [
  ['shorter', 9, 10],
  ['longer', 11, 10],
  ['shorter in parts', 11 * MIB, 12 * MIB],
] as const) {
  test(`a file that is ${kind} than announced leaves nothing behind`, async (t) => {
    const { s3, objects, uploads } = await fakeS3(t);
    const body = wholeBody(Buffer.alloc(sent));

    const error = await failureOf(copyToBucket({ ...FILE, s3, body, length }));

    assert.equal(error.code, 'STORAGE_FAILED');
    assert.equal(error.message, `"a.docx" was cut short after ${sent} of ${length} bytes`);
    assert.equal(objects.size + uploads.size, 0);
  });
}

for (const size of [10, 11 * MIB]) {
  test(`a source that breaks off after ${size} bytes leaves nothing behind`, async (t) => {
    const { s3, objects, uploads } = await fakeS3(t);
    const { body } = bodyOf([Buffer.alloc(size)], (controller) => controller.error(new Error('x')));

    const error = await failureOf(copyToBucket({ ...FILE, s3, body, length: null }));

    assert.equal(error.code, 'STORAGE_FAILED');
    assert.equal(error.message, `"a.docx" was cut short after ${size} bytes`);
    assert.equal(objects.size + uploads.size, 0);
  });
}

test('a file over the limit is let go of, announced or not', async (t) => {
  const { s3, seen, objects, uploads } = await fakeS3(t);
  const announced = bodyOf([Buffer.alloc(6 * MIB)], () => {});
  const unannounced = bodyOf([Buffer.alloc(6 * MIB), Buffer.alloc(1)], () => {});
  const limited = { ...FILE, s3, maxBytes: 6 * MIB };

  const first = await failureOf(
    copyToBucket({ ...limited, body: announced.body, length: 6 * MIB + 1 }),
  );
  assert.equal(first.code, 'RESULT_TOO_LARGE');
  assert.equal(seen.length, 0);

  const second = await failureOf(
    copyToBucket({ ...limited, body: unannounced.body, length: null }),
  );
  assert.equal(second.code, 'RESULT_TOO_LARGE');
  assert.equal(second.message, `"a.docx" is larger than ${6 * MIB} bytes`);

  await Promise.all([announced.cancelled, unannounced.cancelled]);
  assert.equal(objects.size + uploads.size, 0);
});

test('a file of exactly the limit is copied', async (t) => {
  const { s3 } = await fakeS3(t);
  const body = wholeBody(Buffer.alloc(100));

  const { size } = await copyToBucket({ ...FILE, s3, body, length: 100, maxBytes: 100 });

  assert.equal(size, 100);
});

for (const operation of ['UploadPart', 'CreateMultipartUpload', 'CompleteMultipartUpload']) {
  test(`S3 refusing ${operation} leaves nothing behind and lets go of the source`, async (t) => {
    const { s3, objects, uploads } = await fakeS3(t, (seen, response) => {
      if (seen.operation !== operation) return undefined;
      response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
      return true;
    });
    const body = wholeBody(...Array.from({ length: 20 }, () => Buffer.alloc(MIB)));

    const error = await failureOf(copyToBucket({ ...FILE, s3, body, length: 20 * MIB }));

    assert.equal(error.code, 'STORAGE_FAILED');
    assert.equal(error.message, 'S3 did not take "a.docx" (SlowDown)');
    assert.equal(objects.size + uploads.size, 0);
  });
}

test('access denied is said by its name', async (t) => {
  const { s3 } = await fakeS3(t, (_seen, response) => {
    response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
    return true;
  });

  const error = await failureOf(
    copyToBucket({ ...FILE, s3, body: wholeBody(Buffer.alloc(1)), length: 1 }),
  );

  assert.equal(error.message, 'S3 did not take "a.docx" (AccessDenied)');
});

test('the signal ends a copy whose source waits, and clears its upload away', async (t) => {
  const gone = new AbortController();
  const { s3, objects, uploads } = await fakeS3(t, ({ operation }) => {
    if (operation === 'UploadPart') setImmediate(() => gone.abort());
    return undefined;
  });
  const { body, cancelled } = bodyOf([Buffer.alloc(6 * MIB)], () => {});

  const error = await failureOf(
    copyToBucket({ ...FILE, s3, body, length: null, signal: gone.signal }),
  );

  assert.equal(error.code, 'STORAGE_FAILED');
  assert.equal(error.message, '"a.docx" took too long');
  await cancelled;
  assert.equal(objects.size + uploads.size, 0);
});

test('the signal ends a copy whose S3 is silent', async (t) => {
  const gone = new AbortController();
  const { s3, uploads } = await fakeS3(t, ({ operation }) => {
    if (operation !== 'UploadPart') return undefined;
    setImmediate(() => gone.abort());
    return true;
  });
  const body = wholeBody(...Array.from({ length: 40 }, () => Buffer.alloc(MIB)));

  const error = await failureOf(
    copyToBucket({ ...FILE, s3, body, length: null, signal: gone.signal }),
  );

  assert.equal(error.code, 'STORAGE_FAILED');
  assert.equal(uploads.size, 0);
});

test('a copy that is late before it begins sends nothing', async (t) => {
  const { s3, seen } = await fakeS3(t);
  const { body } = bodyOf([Buffer.alloc(10)], () => {});

  const error = await failureOf(
    copyToBucket({ ...FILE, s3, body, length: 10, signal: AbortSignal.abort() }),
  );

  assert.equal(error.code, 'STORAGE_FAILED');
  assert.equal(seen.length, 0);
});

test('a source that falls silent is given up after half a minute', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { s3, objects } = await fakeS3(t);
  const waiting = Promise.withResolvers<void>();
  const { body, cancelled } = bodyOf([Buffer.alloc(10)], () => waiting.resolve());

  const failed = failureOf(copyToBucket({ ...FILE, s3, body, length: null }));
  await waiting.promise;
  t.mock.timers.tick(30_000);

  assert.equal((await failed).message, '"a.docx" fell silent for 30 s');
  await cancelled;
  assert.equal(objects.size, 0);
});

const types = {
  'a.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'A.PDF': 'application/pdf',
  'a.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'a.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'a.txt': 'text/plain',
  'a.csv': 'text/csv',
  'a.oform': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.oform',
  'a.docxf': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.docxf',
  'a.fb2': 'application/x-fictionbook+xml',
  'a.constructor': 'application/octet-stream',
  data: 'application/octet-stream',
};

for (const [name, contentType] of Object.entries(types)) {
  test(`${name} is ${contentType}`, async (t) => {
    const { s3 } = await fakeS3(t);

    const copied = await copyToBucket({ ...FILE, s3, name, body: wholeBody(), length: 0 });

    assert.equal(copied.contentType, contentType);
  });
}
