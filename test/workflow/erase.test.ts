import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { listBuilds } from '../../shared/storage/build-list.ts';
import { getBuild, getRow, type StoredBuild, tryChangeBuild } from '../../shared/storage/builds.ts';
import { admit } from '../../shared/workflow/admission.ts';
import { eraseBuild } from '../../shared/workflow/erase.ts';
import { itemsOf } from '../support/aws.ts';
import { buildOf, fileOf, store } from '../support/builds.ts';
import { crashEverywhere } from '../support/crash.ts';
import { scriptOf } from '../support/docs.ts';
import { freshWorkshop, through, type Workshop } from '../support/workshop.ts';

let shop: Workshop;
before(async () => {
  shop = await freshWorkshop();
});

async function put(Key: string) {
  const { VersionId = '' } = await shop.bucket.s3.send(
    new PutObjectCommand({ Bucket: shop.bucket.name, Key, Body: 'x' }),
  );
  return fileOf({ bucket: shop.bucket.name, key: Key, versionId: VersionId });
}

/** Every version and every mark of a deletion below a prefix. */
async function versionsBelow(Prefix: string): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await shop.bucket.s3.send(
    new ListObjectVersionsCommand({ Bucket: shop.bucket.name, Prefix }),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key = '' }) => Key);
}

/** A build that came through the door and ended with a file. */
async function endedBuild(tenant: string): Promise<StoredBuild> {
  const request = { script: scriptOf('a.docx'), argument: 1 };
  const entry = { tenant, origin: 'http' as const, correlationId: 'c', idempotencyKey: 'k' };
  const { build } = await admit(shop.doors, request, entry);
  const files = [await put(`results/${tenant}/${build.id}/a.docx`)];
  const set = { status: 'succeeded' as const, files, endedAt: new Date().toISOString() };
  return (await tryChangeBuild(shop.table, tenant, build.id, { from: 'queued', set })) ?? build;
}

test('a build is erased with its files, what was staged and its key', async () => {
  const build = await endedBuild('all');

  await eraseBuild(shop, build);

  deepEqual(await versionsBelow('results/all/'), []);
  deepEqual(await versionsBelow(`scripts/${build.run}/`), []);
  equal(await getBuild(shop.table, 'all', build.id), undefined);
  deepEqual((await listBuilds(shop.table, 'all', { limit: 20 })).items, []);
  equal(
    (await itemsOf(shop.table)).some(({ pk }) => pk === 'KEY#all#k'),
    false,
  );
});

test('a bare tombstone stays as long as the row would have', async () => {
  const build = await endedBuild('tombstone');

  await eraseBuild(shop, build);

  deepEqual(await getRow(shop.table, 'tombstone', build.id), {
    tenant: 'tombstone',
    id: build.id,
    erased: true,
    endedAt: build.endedAt,
    expiresAt: build.expiresAt,
  });
});

test('the version another build wrote under the same key stays', async () => {
  const mine = await put('results/shared/latest.docx');
  const theirs = await put('results/shared/latest.docx');
  const build = await store(
    shop.table,
    buildOf({ tenant: 'shared', status: 'succeeded', files: [mine] }),
  );

  await eraseBuild(shop, build);

  deepEqual(await versionsBelow('results/shared/'), [theirs.key]);
});

test('what a copy that was not finished left in the folder of the build goes too', async () => {
  const build = await store(shop.table, buildOf({ tenant: 'rest', status: 'failed', files: [] }));
  await put(`results/rest/${build.id}/a.docx`);
  await put(`results/rest/${build.id}/a.docx`);

  await eraseBuild(shop, build);

  deepEqual(await versionsBelow('results/rest/'), []);
});

test('a build that has not ended is not erased', async () => {
  for (const status of ['queued', 'running'] as const) {
    const build = await store(shop.table, buildOf({ status }));
    await rejects(eraseBuild(shop, build), {
      code: 'CONFLICT',
      message: `The build is ${status}: cancel it, or wait for its end.`,
    });
    equal((await getBuild(shop.table, build.tenant, build.id))?.status, status);
  }
});

test('erasing twice, also at once, is erasing once', async () => {
  const build = await endedBuild('twice');

  await Promise.all([eraseBuild(shop, build), eraseBuild(shop, build)]);
  await eraseBuild(shop, build);

  equal((await getRow(shop.table, 'twice', build.id))?.erased, true);
});

test('an erasing that dies at any point is finished by the next one', async () => {
  let tenants = 0;
  const steps = await crashEverywhere(
    () => endedBuild(`crash-${tenants++}`),
    (build, clients) => eraseBuild(through(shop, clients), build),
    async (build, where) => {
      await eraseBuild(shop, (await getBuild(shop.table, build.tenant, build.id)) ?? build);
      deepEqual(await versionsBelow(`results/${build.tenant}/`), [], where);
      deepEqual(await versionsBelow(`scripts/${build.run}/`), [], where);
      equal((await getRow(shop.table, build.tenant, build.id))?.erased, true, where);
    },
  );
  ok(steps >= 3, `${steps} requests`);
});
