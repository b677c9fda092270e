import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AWS_KEYS, REGION } from './emulator.ts';

/**
 * Deletes the buckets that a killed first session left in an emulator that keeps its state.
 *
 * S3 objects are on disk at once, all other state only after a regular stop. After a kill in the first
 * session the buckets exist without their stack, and CDK could not create them again.
 *
 * @param options `keep`: whether the emulator keeps its state; if not, nothing is deleted
 */
export async function resetLeftovers(
  endpoint: string,
  { keep, onProgress }: { keep: boolean; onProgress: (line: string) => void },
): Promise<void> {
  if (!keep || !(await hasBuckets(endpoint))) return;
  onProgress(
    'An earlier start was killed before it saved its state: deleting what it left and starting empty',
  );
  const answer = await fetch(`${endpoint}/_ministack/reset`, { method: 'POST' });
  if (!answer.ok) throw new Error(`the AWS emulator did not reset: ${answer.status}`);
}

async function hasBuckets(endpoint: string): Promise<boolean> {
  const s3 = new S3Client({ endpoint, region: REGION, credentials: AWS_KEYS });
  const { Buckets = [] } = await s3.send(new ListBucketsCommand());
  s3.destroy();
  return Buckets.length > 0;
}
