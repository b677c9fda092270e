/** A process that copies one file and reports its time, and by how much the memory of the process grew. */
import { S3Client } from '@aws-sdk/client-s3';
import { copyToBucket } from '../../../shared/storage/objects/copy-to-bucket.ts';
import { localClient } from '../../support/local-client.ts';

/** `cpuMs` is the processor time of the process. */
export type Copied = { ms: number; cpuMs: number; growthBytes: number };

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

const before = process.memoryUsage.rss();
const cpu = process.cpuUsage();
const since = performance.now();
await copy(Number(bytes));
const ms = performance.now() - since;
const { user, system } = process.cpuUsage(cpu);
// The most that the process ever used, in KiB; no timer then takes time from the copy.
const growthBytes = process.resourceUsage().maxRSS * 1024 - before;
process.send?.({ ms, cpuMs: (user + system) / 1000, growthBytes } satisfies Copied);
process.disconnect?.();
