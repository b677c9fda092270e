import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { keys } from '../../../../shared/storage/objects/keys.ts';
import { buildError } from '../../../../shared/workflow/build-error.ts';
import { copySmallFiles } from '../../../../shared/workflow/copying/copy-small-files.ts';
import { endBuild } from '../../../../shared/workflow/end-build.ts';
import { finishBuild } from '../../../../shared/workflow/finish.ts';
import { watchedClients } from '../../../support/aws/crash.ts';
import { endDeps, keysBelow } from '../../../support/builds.ts';
import { builtBuild } from '../../../support/workflow/built-build.ts';

/** Copies two files, where the second link answers 404 once the first file is in the bucket. */
async function copyHalf(
  { build, bucket, deps, links }: Awaited<ReturnType<typeof builtBuild>>,
  beforeSending: (command: string) => void = () => {},
) {
  const put = Promise.withResolvers<void>();
  const { s3 } = watchedClients(async (send, command) => {
    beforeSending(command);
    const answer = await send();
    if (command === 'PutObjectCommand') put.resolve();
    return answer;
  });
  const fetchHalf: typeof fetch = async (url, init) => {
    if (url !== links[1]?.url) return fetch(url, init);
    await put.promise;
    return new Response(null, { status: 404 });
  };
  const half = {
    ...deps,
    docs: { ...deps.docs, fetch: fetchHalf },
    bucket: { ...bucket, s3 },
  };
  return copySmallFiles(half, build, links);
}

test('a few small results are copied in parallel, all or none', async (t) => {
  const outputs = { 'a.txt': 'shared/a.txt' };
  const half = await builtBuild(t, ['a.txt', 'b.txt'], { outputs });
  const { build, bucket, deps, links } = half;

  equal(await copyHalf(half), null);
  deepEqual(await keysBelow(bucket, 'results/'), []);

  const files = await copySmallFiles(deps, build, links);
  deepEqual(
    files?.map(({ name }) => name),
    ['a.txt', 'b.txt'],
  );
  deepEqual(await keysBelow(bucket, 'results/'), files?.map(({ key }) => key).sort());
});

test('the fast copy reports no files although S3 does not delete a copied one', async (t) => {
  const half = await builtBuild(t, ['a.txt', 'b.txt']);

  const copied = await copyHalf(half, (command) => {
    if (command === 'DeleteObjectCommand') throw new Error('AccessDenied');
  });

  equal(copied, null);
  deepEqual(await keysBelow(half.bucket, 'results/'), [
    keys.result('default', half.build.id, 'a.txt'),
  ]);
});

test('the fast copy refuses results of unknown length and more than ten', async (t) => {
  const { build, deps, links, server } = await builtBuild(t, ['a.txt']);
  server.faults.add({ name: 'no-length', times: 1 });

  equal(await copySmallFiles(deps, build, links), null);
  equal(await copySmallFiles(deps, build, Array(11).fill(links[0])), null);
});

test('the fast copy requests the files at once and writes none of them unless it may', async (t) => {
  const { build, bucket, deps, links } = await builtBuild(t, ['a.txt']);
  const requested = Promise.withResolvers<void>();
  const docs = {
    ...deps.docs,
    fetch: (async (url, init) => {
      const answer = await fetch(url, init);
      requested.resolve();
      return answer;
    }) as typeof fetch,
  };
  const mayWrite = Promise.withResolvers<boolean>();

  const copying = copySmallFiles({ ...deps, docs }, build, links, mayWrite.promise);
  await requested.promise;
  mayWrite.resolve(false);

  equal(await copying, null);
  deepEqual(await keysBelow(bucket, 'results/'), []);
});

test('the fast copies of a build that ended meanwhile are deleted', async (t) => {
  const { build, bucket, deps, links } = await builtBuild(t, ['a.txt', 'b.txt'], {
    answer: undefined,
  });
  const { s3 } = watchedClients(async (send, command) => {
    const answer = await send();
    if (command === 'PutObjectCommand')
      await endBuild(endDeps(deps.table), build, { files: [], error: buildError('INTERNAL', '') });
    return answer;
  });

  const outcome = await finishBuild(
    { ...deps, bucket: { ...bucket, s3 }, signalStart: async () => {} },
    build,
    links,
  );

  deepEqual(outcome, { state: 'ended' });
  deepEqual(await keysBelow(bucket, 'results/'), []);
});
