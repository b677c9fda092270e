import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GatewayError } from '../../../shared/errors.ts';
import { copyToBucket } from '../../../shared/storage/objects/copy-to-bucket.ts';
import { fakeS3 } from '../../support/aws/fake-s3.ts';
import { bodyOf, wholeBody } from '../../support/file-body.ts';

const MIB = 1024 * 1024;
const FILE = { bucket: 'bucket', key: 'results/acme/1/a.docx', name: 'a.docx', maxBytes: 64 * MIB };

function failureOf(copied: Promise<unknown>): Promise<GatewayError> {
  return copied.then(
    () => assert.fail('the file was copied'),
    (error) => error,
  );
}

for (const [kind, sent, length] of [
  ['shorter', 9, 10],
  ['longer', 11, 10],
  ['shorter in parts', 11 * MIB, 12 * MIB],
] as const) {
  test(`a file that is ${kind} than announced leaves no object and no upload`, async (t) => {
    const { s3, objects, uploads } = await fakeS3(t);
    const body = wholeBody(Buffer.alloc(sent));

    const error = await failureOf(copyToBucket({ ...FILE, s3, body, length }));

    assert.equal(error.code, 'STORAGE_FAILED');
    assert.equal(error.message, `"a.docx" was cut short after ${sent} of ${length} bytes`);
    assert.equal(objects.size + uploads.size, 0);
  });
}

for (const size of [10, 11 * MIB]) {
  test(`a source that breaks off after ${size} bytes leaves no object and no upload`, async (t) => {
    const { s3, objects, uploads } = await fakeS3(t);
    const { body } = bodyOf([Buffer.alloc(size)], (controller) => controller.error(new Error('x')));

    const error = await failureOf(copyToBucket({ ...FILE, s3, body, length: null }));

    assert.equal(error.code, 'STORAGE_FAILED');
    assert.equal(error.message, `"a.docx" was cut short after ${size} bytes`);
    assert.equal(objects.size + uploads.size, 0);
  });
}

test('a file over the limit is cancelled, whether its length was announced or not', async (t) => {
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

for (const operation of ['UploadPart', 'CreateMultipartUpload', 'CompleteMultipartUpload']) {
  test(`a copy for which S3 refuses ${operation} leaves no object and no upload`, async (t) => {
    const { s3, objects, uploads } = await fakeS3(t, (seen, response) => {
      if (seen.operation !== operation) return undefined;
      response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
      return true;
    });
    const body = wholeBody(...Array.from({ length: 20 }, () => Buffer.alloc(MIB)));

    const error = await failureOf(copyToBucket({ ...FILE, s3, body, length: 20 * MIB }));

    assert.equal(error.code, 'STORAGE_FAILED');
    assert.equal(error.message, 'S3 did not store "a.docx" (SlowDown)');
    assert.equal(objects.size + uploads.size, 0);
  });
}

test('the error of S3 is named in the message', async (t) => {
  const { s3 } = await fakeS3(t, (_seen, response) => {
    response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
    return true;
  });

  const error = await failureOf(
    copyToBucket({ ...FILE, s3, body: wholeBody(Buffer.alloc(1)), length: 1 }),
  );

  assert.equal(error.message, 'S3 did not store "a.docx" (AccessDenied)');
});

test('the signal ends a copy whose source waits, and aborts its upload', async (t) => {
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

test('the signal ends a copy while S3 does not answer', async (t) => {
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

test('a copy whose signal is already aborted sends nothing', async (t) => {
  const { s3, seen } = await fakeS3(t);
  const { body } = bodyOf([Buffer.alloc(10)], () => {});

  const error = await failureOf(
    copyToBucket({ ...FILE, s3, body, length: 10, signal: AbortSignal.abort() }),
  );

  assert.equal(error.code, 'STORAGE_FAILED');
  assert.equal(seen.length, 0);
});

test('a source that sends nothing for 30 seconds is cancelled', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { s3, objects } = await fakeS3(t);
  const waiting = Promise.withResolvers<void>();
  const { body, cancelled } = bodyOf([Buffer.alloc(10)], () => waiting.resolve());

  const failed = failureOf(copyToBucket({ ...FILE, s3, body, length: null }));
  await waiting.promise;
  t.mock.timers.tick(30_000);

  assert.equal((await failed).message, '"a.docx" sent nothing for 30 s');
  await cancelled;
  assert.equal(objects.size, 0);
});
