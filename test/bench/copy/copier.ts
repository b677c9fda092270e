/** A process that copies one file and reports how long that took and by how much its memory grew. */
import { S3Client } from '@aws-sdk/client-s3';
import { copyToBucket } from '../../../shared/storage/objects/copy-to-bucket.ts';
import { localClient } from '../../support/local-client.ts';

export type Copied = { ms: number; growthBytes: number };

const [from = '', to = '', bytes = '0'] = process.argv.slice(2);

const s3 = localClient(S3Client, {
  endpoint: to,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  region: 'us-east-1',
  forcePathStyle: true,
});

async function copy(size: number): Promise<void> {
  const { body } = await fetch(`${from}/${size}`);
  if (!body) throw new Error('the source sent nothing');
  const file = { s3, bucket: 'bench', key: 'copy', name: 'copy.bin', body, length: size };
  const copied = await copyToBucket({ ...file, maxBytes: size });
  if (copied.size !== size) throw new Error(`${copied.size} of ${size} bytes were copied`);
}

/** By how much the memory of this process grows, at most, while `run` runs. */
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

const since = performance.now();
const growthBytes = await growthOf(() => copy(Number(bytes)));
process.send?.({ ms: performance.now() - since, growthBytes } satisfies Copied);
process.disconnect?.();
