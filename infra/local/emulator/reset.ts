import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AWS_KEYS, REGION } from './emulator.ts';

/** Whether the emulator has any bucket. */
export async function hasBuckets(endpoint: string): Promise<boolean> {
  const s3 = new S3Client({ endpoint, region: REGION, credentials: AWS_KEYS });
  const { Buckets = [] } = await s3.send(new ListBucketsCommand());
  s3.destroy();
  return Buckets.length > 0;
}

/** Deletes everything in the emulator, in its memory and on disk. */
export async function resetEmulator(endpoint: string): Promise<void> {
  const answer = await fetch(`${endpoint}/_ministack/reset`, { method: 'POST' });
  if (!answer.ok) throw new Error(`the AWS emulator did not reset: ${answer.status}`);
}
