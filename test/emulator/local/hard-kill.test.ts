import { deepEqual, equal } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  CreateBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { bootstrap } from '../../../infra/local/deploy.ts';
import { AWS_KEYS, REGION } from '../../../infra/local/emulator/emulator.ts';
import { emulators, PATIENCE_MS } from '../../support/emulators.ts';
import { localClient } from '../../support/local-client.ts';
import { until } from '../../support/until.ts';

/** Emulators of one folder, the bootstrap of `npm start` with what it prints, and an S3 client. */
async function starts(t: TestContext, { keep }: { keep: boolean }) {
  const { folder, start, endpoint } = await emulators(t);
  const printed: string[] = [];
  const onProgress = (line: string) => void printed.push(line);
  const s3 = localClient(S3Client, { endpoint, region: REGION, credentials: AWS_KEYS });
  const prepare = () => bootstrap(endpoint, { config: {}, folder, keep, onProgress });
  const buckets = async () => {
    const { Buckets = [] } = await s3.send(new ListBucketsCommand());
    return Buckets.map(({ Name }) => Name);
  };
  return { start, prepare, printed, buckets, s3 };
}

/** Ends a process with SIGKILL, so that it saves nothing. */
async function killHard(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await until(() => !exists(pid), PATIENCE_MS);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('after a hard kill during the first session the next start says so and starts empty', async (t) => {
  const { start, prepare, printed, buckets, s3 } = await starts(t, { keep: true });
  const { pid } = await start();
  await prepare();
  const [assets] = await buckets();
  await s3.send(new PutObjectCommand({ Bucket: assets, Key: 'function.zip', Body: 'code' }));
  await killHard(pid);

  await start();
  const left = await buckets();
  await prepare();

  deepEqual(left, [assets]);
  deepEqual(await buckets(), [assets]);
  deepEqual(printed, [
    'Preparing the emulator for CDK',
    'An earlier start was killed before it saved its state: deleting what it left and starting empty',
    'Preparing the emulator for CDK',
  ]);
});

test('an emulator that keeps nothing is prepared without deleting what others stored in it', async (t) => {
  const { start, prepare, printed, buckets, s3 } = await starts(t, { keep: false });
  await start();
  await s3.send(new CreateBucketCommand({ Bucket: 'of-another-test' }));

  await prepare();

  equal((await buckets()).includes('of-another-test'), true);
  deepEqual(printed, ['Preparing the emulator for CDK']);
});
