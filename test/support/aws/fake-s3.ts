import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import { localClient } from '../local-client.ts';
import { serve } from '../serve.ts';

export type Seen = { operation: string; headers: IncomingMessage['headers']; body: Buffer };

/** Answers instead of S3; undefined keeps the usual answer. */
export type Override = (seen: Seen, response: ServerResponse) => true | undefined;

/** The part of S3 that a copy uses, over HTTP. It records requests, objects and unfinished uploads. */
export async function fakeS3(t: TestContext, override: Override = () => undefined) {
  const seen: Seen[] = [];
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();

  const endpoint = await serve(t, async (request, response) => {
    const url = new URL(request.url ?? '', 'http://s3');
    const body = await buffer(request).catch(() => undefined);
    if (!body) return; // the client went away
    const entry = { operation: operationOf(request.method, url), headers: request.headers, body };
    seen.push(entry);
    if (override(entry, response)) return;
    const id = url.searchParams.get('uploadId') ?? '';
    const part = Number(url.searchParams.get('partNumber'));
    response.setHeader('etag', `"${seen.length}"`).setHeader('x-amz-version-id', 'v1');
    if (entry.operation === 'UploadPart') uploads.get(id)?.set(part, body);
    if (entry.operation === 'PutObject') objects.set(url.pathname, body);
    if (entry.operation === 'AbortMultipartUpload') uploads.delete(id);
    if (entry.operation === 'CompleteMultipartUpload') {
      const parts = [...(uploads.get(id) ?? [])].sort(([left], [right]) => left - right);
      objects.set(url.pathname, Buffer.concat(parts.map(([, data]) => data)));
      uploads.delete(id);
      response.write('<CompleteMultipartUploadResult></CompleteMultipartUploadResult>');
    }
    if (entry.operation === 'CreateMultipartUpload') {
      uploads.set('upload-1', new Map());
      response.write(
        '<InitiateMultipartUploadResult><UploadId>upload-1</UploadId></InitiateMultipartUploadResult>',
      );
    }
    response.end();
  });

  const s3 = localClient(S3Client, {
    endpoint,
    region: 'eu-central-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  t.after(() => s3.destroy());
  return { s3, seen, objects, uploads };
}

function operationOf(method: string | undefined, { searchParams }: URL): string {
  if (method === 'HEAD') return 'HeadObject';
  if (method === 'DELETE') return 'AbortMultipartUpload';
  if (method === 'POST') {
    return searchParams.has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload';
  }
  return searchParams.has('partNumber') ? 'UploadPart' : 'PutObject';
}
