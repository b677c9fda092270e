import { deepEqual, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_RECEIVES } from '../../../shared/limits.ts';
import { fetchSources } from '../../../shared/queue/fetch-sources.ts';
import { recordOf } from '../../support/aws/records.ts';
import { fetchingBuild } from '../../support/workflow/fetching-build.ts';
import { freshSandbox } from '../../support/workflow/sandbox.ts';

test('an error of AWS ends the build at the last delivery of its message, and not before', async (t) => {
  const sandbox = await freshSandbox();
  const { build, deps, now } = await fetchingBuild(
    sandbox,
    t,
    () => undefined,
    (origin) => ({ url: `${origin}/script` }),
  );
  const { tenant, id, run, createdAt } = build;
  const bucket = { ...deps.bucket, name: 'a-bucket-that-does-not-exist' };
  const deliver = (receives: number) =>
    fetchSources(
      { ...deps, bucket },
      recordOf(
        { tenant, id, run, createdAt },
        {
          attributes: { ...recordOf({}).attributes, ApproximateReceiveCount: String(receives) },
        },
      ),
    );

  await rejects(deliver(MAX_RECEIVES.fetches - 1), { name: 'NoSuchBucket' });
  deepEqual((await now()).status, 'queued');

  await rejects(deliver(MAX_RECEIVES.fetches), { name: 'NoSuchBucket' });
  const { status, error } = await now();
  deepEqual([status, error?.code], ['failed', 'STORAGE_FAILED']);
});
