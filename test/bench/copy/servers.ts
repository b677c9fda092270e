/**
 * A process with the source and the target of a copy, so that only the memory of the copy is measured: a
 * server that sends as many bytes as a path says, and the part of S3 that a copy uses, which discards all.
 */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Addresses = { source: string; target: string };

const BLOCK = Buffer.alloc(256 * 1024, 'docs');

const source: RequestListener = async ({ url = '' }, response) => {
  let left = Number(url.slice(1));
  response.writeHead(200, { 'content-length': left });
  for (; left > 0; left -= BLOCK.length) {
    if (!response.write(BLOCK.subarray(0, Math.min(left, BLOCK.length))))
      await once(response, 'drain');
  }
  response.end();
};

const target: RequestListener = async (request, response) => {
  await once(request.resume(), 'end');
  response.setHeader('etag', '"0"');
  if (request.method !== 'POST') return response.end();
  response.setHeader('content-type', 'application/xml');
  const begins = request.url?.includes('uploads') && !request.url.includes('uploadId');
  const answer = begins
    ? '<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>'
    : '<CompleteMultipartUploadResult><ETag>"0"</ETag></CompleteMultipartUploadResult>';
  return response.end(answer);
};

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

process.send?.({ source: await listen(source), target: await listen(target) } satisfies Addresses);
process.once('disconnect', () => process.exit());
