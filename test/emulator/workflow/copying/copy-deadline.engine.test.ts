import { deepEqual, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import type { PutObjectCommandOutput } from '@aws-sdk/client-s3';
import type { DocsClient } from '../../../../shared/docs/client.ts';
import { keys } from '../../../../shared/storage/objects/keys.ts';
import { tryChangeBuild } from '../../../../shared/storage/rows/change-build.ts';
import { buildError } from '../../../../shared/workflow/build-error.ts';
import { copyResult } from '../../../../shared/workflow/copying/copy-results.ts';
import { endBuild } from '../../../../shared/workflow/end-build.ts';
import { eraseBuild } from '../../../../shared/workflow/erase.ts';
import { watchedClients } from '../../../support/aws/crash.ts';
import { freshBucket } from '../../../support/aws/resources.ts';
import { ago, buildOf, endDeps, fileOf, putCopy, versionsIn } from '../../../support/builds.ts';
import { serve } from '../../../support/serve.ts';
import { builtBuild } from '../../../support/workflow/built-build.ts';

test('a copy after the deadline fails for lack of time, or because Docs is unreachable', async (t) => {
  const { copy, server } = await builtBuild(t, ['a.txt'], { deadline: ago(1000) });
  await rejects(copy(), {
    code: 'BUILD_TIMEOUT',
    message: 'There was no time left to copy a.txt.',
  });

  await server.down();
  await rejects(copy(), { code: 'DOCS_UNAVAILABLE' });
});

test('a transfer that is interrupted by the deadline fails for lack of time', async (t) => {
  const { build, deps } = await builtBuild(t, ['a.txt']);
  const silent = await serve(t, () => {});
  const docs: DocsClient = { ...deps.docs, fetch: (_, init) => fetch(silent, init) };
  const deadline = new Date(Date.now() + 500).toISOString();
  const set = { deadline };
  await tryChangeBuild(deps.table, build.tenant, build.id, { from: 'running', set });

  await rejects(copyResult({ ...deps, docs }, { ...build, name: 'a.txt' }), {
    code: 'BUILD_TIMEOUT',
  });
});

test('no result is copied for a build that has ended', async (t) => {
  const { copy } = await builtBuild(t, ['a.txt'], { status: 'failed' });

  await rejects(copy(), { code: 'CONFLICT' });
});

/** Copies a file of a build that ends as soon as the file is in the bucket. */
async function copiedPast(
  { build, bucket, deps }: Awaited<ReturnType<typeof builtBuild>>,
  end: (versionId: string) => Promise<unknown>,
) {
  const { s3 } = watchedClients(async (send, command) => {
    const answer = await send();
    if (command === 'PutObjectCommand')
      await end((answer as { output: PutObjectCommandOutput }).output.VersionId ?? '');
    return answer;
  });
  return copyResult({ ...deps, bucket: { ...bucket, s3 } }, { ...build, name: 'a.txt' });
}

test('a copy whose build ends meanwhile is deleted, so that the version before it is the latest again', async (t) => {
  const outputs = { 'a.txt': 'latest.txt' };
  for (const ending of ['failed', 'erased']) {
    const past = await builtBuild(t, ['a.txt'], { outputs });
    const { build, bucket, deps } = past;
    const older = await putCopy(bucket, 'results/default/latest.txt', buildOf());

    const copied = copiedPast(past, async () => {
      const ended = await endBuild(endDeps(deps.table), build, {
        files: [],
        error: buildError('INTERNAL', ''),
      });
      // An erasure that listed the files before this one was written does not find it.
      if (ended && ending === 'erased')
        await eraseBuild({ ...deps, bucket: await freshBucket() }, ended);
    });

    await rejects(
      copied,
      { code: 'CONFLICT', message: 'The build ended before the copy was complete.' },
      ending,
    );
    deepEqual(await versionsIn(bucket, 'results/'), [`${older.key} ${older.versionId}`], ending);
  }
});

test('a copy that its ended build lists is kept', async (t) => {
  const past = await builtBuild(t, ['a.txt']);
  const { build, bucket, deps } = past;
  const key = keys.result('default', build.id, 'a.txt');

  const copied = await copiedPast(past, (versionId) =>
    endBuild(endDeps(deps.table), build, { files: [fileOf({ key, versionId })] }),
  );

  deepEqual(await versionsIn(bucket, 'results/'), [`${key} ${copied.versionId}`]);
});
