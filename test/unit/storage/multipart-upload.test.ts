import { ok } from 'node:assert/strict';
import { test } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import { putStream } from '../../../shared/storage/objects/multipart-upload.ts';
import { localClient } from '../../support/local-client.ts';

const MIB = 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;

/** A client that answers every request at once, so that only the memory of the upload is measured. */
function answering(): S3Client {
  const client = localClient(S3Client, { endpoint: 'http://127.0.0.1:1', region: 'eu-central-1' });
  client.middlewareStack.add(
    () => async () => ({ response: {}, output: { UploadId: '1', $metadata: {} } }) as never,
    { step: 'initialize' },
  );
  return client;
}

test('putStream() frees the chunks of a part before it fills the next one', async () => {
  const before = process.memoryUsage().arrayBuffers;
  let peak = 0;
  async function* body() {
    for (let sent = 0; sent < 100 * MIB; sent += CHUNK_BYTES) {
      yield Buffer.alloc(CHUNK_BYTES);
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
    }
  }

  await putStream(
    answering(),
    () => ({ Bucket: 'b', Key: 'k', ContentType: 'text/plain', ContentDisposition: 'attachment' }),
    body(),
  );

  // Three parts of 5 MiB, and the chunks of two. Without freeing them it grows by 55 MiB and more.
  ok(peak < 40 * MIB, `grew by ${Math.round(peak / MIB)} MiB`);
});
