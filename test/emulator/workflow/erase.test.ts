import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { listBuilds } from '../../../shared/storage/rows/build-list.ts';
import { getBuild, getRow, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { tryChangeBuild } from '../../../shared/storage/rows/change-build.ts';
import { admit } from '../../../shared/workflow/admission/admit.ts';
import { eraseBuild } from '../../../shared/workflow/erase.ts';
import { crashEverywhere } from '../../support/aws/crash.ts';
import { itemsOf } from '../../support/aws/resources.ts';
import { buildOf, keysBelow, putCopy, store } from '../../support/builds.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { freshSandbox, type Sandbox, through } from '../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

/** An admitted build that has ended with a file. */
async function endedBuild(tenant: string): Promise<StoredBuild> {
  const outputs = { 'b.docx': 'b.docx' };
  const request = { script: scriptOf('a.docx', 'b.docx'), argument: 1, outputs };
  const entry = { tenant, origin: 'http' as const, correlationId: 'c', idempotencyKey: 'k' };
  const { build } = await admit(sandbox.admissionDeps, request, entry);
  const files = [await putCopy(sandbox.bucket, `results/${tenant}/${build.id}/a.docx`)];
  await putCopy(sandbox.bucket, `results/${tenant}/b.docx`, build); // by a copy that was not recorded
  const set = { status: 'succeeded' as const, files, endedAt: new Date().toISOString() };
  return (await tryChangeBuild(sandbox.table, tenant, build.id, { from: 'queued', set })) ?? build;
}

test('a build is erased with its files, its staged files and its idempotency key', async () => {
  const build = await endedBuild('all');

  await eraseBuild(sandbox, build);

  deepEqual(await keysBelow(sandbox.bucket, 'results/all/'), []);
  deepEqual(await keysBelow(sandbox.bucket, `scripts/${build.run}/`), []);
  equal(await getBuild(sandbox.table, 'all', build.id), undefined);
  deepEqual((await listBuilds(sandbox.table, 'all', { limit: 20 })).items, []);
  equal(
    (await itemsOf(sandbox.table)).some(({ pk }) => pk === 'KEY#all#k'),
    false,
  );
});

test('a tombstone stays until the row would have expired', async () => {
  const build = await endedBuild('tombstone');

  await eraseBuild(sandbox, build);

  deepEqual(await getRow(sandbox.table, 'tombstone', build.id), {
    tenant: 'tombstone',
    id: build.id,
    erased: true,
    endedAt: build.endedAt,
    expiresAt: build.expiresAt,
  });
});

test('a build that has not ended is not erased', async () => {
  for (const status of ['queued', 'running'] as const) {
    const build = await store(sandbox.table, buildOf({ status }));
    await rejects(eraseBuild(sandbox, build), {
      code: 'CONFLICT',
      message: `The build is ${status}: cancel it, or wait for its end.`,
    });
    equal((await getBuild(sandbox.table, build.tenant, build.id))?.status, status);
  }
});

test('a build may be erased twice, also at once', async () => {
  const build = await endedBuild('twice');

  await Promise.all([eraseBuild(sandbox, build), eraseBuild(sandbox, build)]);
  await eraseBuild(sandbox, build);

  equal((await getRow(sandbox.table, 'twice', build.id))?.erased, true);
});

test('an erasure that crashes at any request is completed by the next one', async () => {
  let tenants = 0;
  const steps = await crashEverywhere(
    () => endedBuild(`crash-${tenants++}`),
    (build, clients) => eraseBuild(through(sandbox, clients), build),
    async (build, where) => {
      await eraseBuild(sandbox, (await getBuild(sandbox.table, build.tenant, build.id)) ?? build);
      deepEqual(await keysBelow(sandbox.bucket, `results/${build.tenant}/`), [], where);
      deepEqual(await keysBelow(sandbox.bucket, `scripts/${build.run}/`), [], where);
      equal((await getRow(sandbox.table, build.tenant, build.id))?.erased, true, where);
    },
  );
  ok(steps >= 3, `${steps} requests`);
});
