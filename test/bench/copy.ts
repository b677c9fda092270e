/**
 * Copies 300 MB from a local HTTP server into S3 and prints by how much the memory of this process grew:
 * `npx node test/bench/copy.ts`. Copies into the S3 at AWS_ENDPOINT_URL or, without it, into a fake S3
 * that discards everything. The exit code is 1 if the memory grew by more than 64 MiB.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { copyToBucket } from '../../shared/storage/objects/copy-to-bucket.ts';
import { localClient } from '../support/local-client.ts';

const BLOCK = Buffer.alloc(64 * 1024, 'docs');
const BLOCKS = 4_578; // 300 MB
const MIB = 1024 * 1024;
const MAX_GROWTH_MIB = 64;

/** Sends the number of blocks that the path of the request has. */
const source: RequestListener = async ({ url = '' }, response) => {
  const blocks = Number(url.slice(1));
  response.writeHead(200, { 'content-length': blocks * BLOCK.length });
  for (let sent = 0; sent < blocks; sent++) {
    if (!response.write(BLOCK)) await once(response, 'drain');
  }
  response.end();
};

/** The part of S3 that a copy uses: single and multipart uploads, whose bytes are discarded. */
const sink: RequestListener = async (request, response) => {
  for await (const _ of request);
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

type Addresses = { source: string; sink: string };

/** Runs source and sink in another process, so that only the memory of the copy is measured. */
async function serve(): Promise<[ChildProcess, Addresses]> {
  const child = fork(import.meta.filename, ['serve']);
  const [addresses] = await once(child, 'message');
  return [child, addresses as Addresses];
}

function s3For(endpoint: string): S3Client {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return localClient(S3Client, {
    endpoint,
    credentials,
    region: 'us-east-1',
    forcePathStyle: true,
  });
}

/** By how many bytes the memory of this process grows, at most, while `run` runs. */
async function growthOf(run: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 5);
  await run();
  look();
  clearInterval(timer);
  return peak - before;
}

async function copy(s3: S3Client, bucket: string, from: string, blocks: number): Promise<void> {
  const { body } = await fetch(`${from}/${blocks}`);
  if (!body) throw new Error('the source sent nothing');
  const length = blocks * BLOCK.length;
  const copied = await copyToBucket({
    s3,
    bucket,
    key: 'copy',
    name: 'copy.bin',
    body,
    length,
    maxBytes: length,
  });
  if (copied.sha256 !== hashOf(blocks)) throw new Error('the copy is not what was sent');
}

function hashOf(blocks: number): string {
  const hash = createHash('sha256');
  for (let hashed = 0; hashed < blocks; hashed++) hash.update(BLOCK);
  return hash.digest('hex');
}

async function measure(): Promise<void> {
  const [child, addresses] = await serve();
  const s3 = s3For(process.env.AWS_ENDPOINT_URL ?? addresses.sink);
  const bucket = `copy-bench-${process.pid}`;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const startedAt = performance.now();
  const growth = await growthOf(() => copy(s3, bucket, addresses.source, BLOCKS));
  const seconds = (performance.now() - startedAt) / 1000;
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'copy' }));
  await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
  child.kill();

  const megabytes = Math.round((BLOCKS * BLOCK.length) / 1e6);
  const mib = growth / MIB;
  console.log(
    `copied ${megabytes} MB in ${seconds.toFixed(1)} s; memory grew by ${mib.toFixed(1)} MiB (at most ${MAX_GROWTH_MIB})`,
  );
  if (mib > MAX_GROWTH_MIB) process.exitCode = 1;
}

if (process.argv[2] === 'serve') {
  process.send?.({ source: await listen(source), sink: await listen(sink) });
} else {
  await measure();
}
