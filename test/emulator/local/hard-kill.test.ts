import { deepEqual, match } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  CreateBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { bootstrap } from '../../../infra/local/deploy.ts';
import { AWS_KEYS, REGION } from '../../../infra/local/emulator/emulator.ts';
import { resetLeftovers } from '../../../infra/local/emulator/reset.ts';
import { emulators, PATIENCE_MS } from '../../support/emulators.ts';
import { localClient } from '../../support/local-client.ts';
import { until } from '../../support/until.ts';

/** Emulators of one folder, the progress that is printed, and the buckets in the emulator. */
async function starts(t: TestContext) {
  const { folder, start, endpoint } = await emulators(t);
  const printed: string[] = [];
  const onProgress = (line: string) => void printed.push(line);
  const s3 = localClient(S3Client, { endpoint, region: REGION, credentials: AWS_KEYS });
  const buckets = async () => {
    const { Buckets = [] } = await s3.send(new ListBucketsCommand());
    return Buckets.map(({ Name }) => Name);
  };
  return { start, endpoint, folder, printed, onProgress, buckets, s3 };
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
  const { start, endpoint, folder, printed, onProgress, buckets, s3 } = await starts(t);
  const { pid } = await start();
  await s3.send(new CreateBucketCommand({ Bucket: 'of-the-first-session' }));
  await s3.send(
    new PutObjectCommand({ Bucket: 'of-the-first-session', Key: 'function.zip', Body: 'code' }),
  );
  await killHard(pid);

  await start();
  const left = await buckets();
  await bootstrap(endpoint, { config: {}, folder, keep: true, onProgress });

  deepEqual(left, ['of-the-first-session']);
  const [assets, ...others] = await buckets();
  match(`${assets}`, /^cdk-.+-assets-/);
  deepEqual(others, []);
  deepEqual(printed, [
    'An earlier start was killed before it saved its state: deleting what it left and starting empty',
    'Preparing the emulator for CDK',
  ]);
});

test('nothing is deleted in an emulator that keeps nothing, because other tests use it too', async (t) => {
  const { start, endpoint, printed, onProgress, buckets, s3 } = await starts(t);
  await start();
  await s3.send(new CreateBucketCommand({ Bucket: 'of-another-test' }));

  await resetLeftovers(endpoint, { keep: false, onProgress });

  deepEqual([await buckets(), printed], [['of-another-test'], []]);
});
