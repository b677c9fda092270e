import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { freshId } from '../../../shared/ids.ts';
import { listBuilds } from '../../../shared/storage/rows/build-list.ts';
import {
  getBuild,
  getRow,
  type StoredBuild,
  tryChangeBuild,
} from '../../../shared/storage/rows/builds.ts';
import { admit } from '../../../shared/workflow/admit.ts';
import { eraseBuild } from '../../../shared/workflow/erase.ts';
import { crashEverywhere, watchedClients } from '../../support/aws/crash.ts';
import { itemsOf } from '../../support/aws/resources.ts';
import { ago, buildOf, fileOf, store } from '../../support/builds.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { localClient } from '../../support/local-client.ts';
import { freshSandbox, type Sandbox, through } from '../../support/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

async function put(Key: string, by?: StoredBuild) {
  const Metadata = by && { 'build-id': by.id };
  const { VersionId = '' } = await sandbox.bucket.s3.send(
    new PutObjectCommand({ Bucket: sandbox.bucket.name, Key, Body: 'x', Metadata }),
  );
  return fileOf({ bucket: sandbox.bucket.name, key: Key, versionId: VersionId });
}

/** Every version and every mark of a deletion below a prefix. */
async function versionsBelow(Prefix: string): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await sandbox.bucket.s3.send(
    new ListObjectVersionsCommand({ Bucket: sandbox.bucket.name, Prefix }),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key = '' }) => Key);
}

/** A build that came through the door and ended with a file. */
async function endedBuild(tenant: string): Promise<StoredBuild> {
  const outputs = { 'b.docx': 'b.docx' };
  const request = { script: scriptOf('a.docx', 'b.docx'), argument: 1, outputs };
  const entry = { tenant, origin: 'http' as const, correlationId: 'c', idempotencyKey: 'k' };
  const { build } = await admit(sandbox.admissionDeps, request, entry);
  const files = [await put(`results/${tenant}/${build.id}/a.docx`)];
  await put(`results/${tenant}/b.docx`, build); // by a copy whose end was never written
  const set = { status: 'succeeded' as const, files, endedAt: new Date().toISOString() };
  return (await tryChangeBuild(sandbox.table, tenant, build.id, { from: 'queued', set })) ?? build;
}

test('a build is erased with its files, what was staged and its key', async () => {
  const build = await endedBuild('all');

  await eraseBuild(sandbox, build);

  deepEqual(await versionsBelow('results/all/'), []);
  deepEqual(await versionsBelow(`scripts/${build.run}/`), []);
  equal(await getBuild(sandbox.table, 'all', build.id), undefined);
  deepEqual((await listBuilds(sandbox.table, 'all', { limit: 20 })).items, []);
  equal(
    (await itemsOf(sandbox.table)).some(({ pk }) => pk === 'KEY#all#k'),
    false,
  );
});

test('a bare tombstone stays as long as the row would have', async () => {
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

test('the version another build wrote under the same key stays', async () => {
  const mine = await put('results/shared/latest.docx');
  const theirs = await put('results/shared/latest.docx');
  const build = await store(
    sandbox.table,
    buildOf({ tenant: 'shared', status: 'succeeded', files: [mine] }),
  );

  await eraseBuild(sandbox, build);

  deepEqual(await versionsBelow('results/shared/'), [theirs.key]);
});

test('what a copy that was not finished left in the folder of the build goes too', async () => {
  const build = await store(
    sandbox.table,
    buildOf({ tenant: 'rest', status: 'failed', files: [] }),
  );
  await put(`results/rest/${build.id}/a.docx`);
  await put(`results/rest/${build.id}/a.docx`);

  await eraseBuild(sandbox, build);

  deepEqual(await versionsBelow('results/rest/'), []);
});

const outputs = { 'a.docx': 'latest.docx', '*': 'rest/' };

/** A client that is told of two versions at a time. */
function leafing(): S3Client {
  const s3 = localClient(S3Client);
  s3.middlewareStack.add(
    (next) => (request) => next({ ...request, input: { ...request.input, MaxKeys: 2 } as never }),
    { step: 'initialize' },
  );
  return s3;
}

test('every version that a build wrote under the keys of its outputs goes, and no other', async () => {
  const build = buildOf({ tenant: 'mapped', status: 'succeeded', outputs });
  const another = buildOf({ tenant: 'mapped' });
  const key = 'results/mapped/latest.docx';
  await put(key, another);
  await put(key, build);
  await put(key);
  const listed = await put(key, build);
  await put(key, another);
  await put(`${key}.bak`, build);
  await store(sandbox.table, { ...build, files: [listed] });

  const bucket = { ...sandbox.bucket, s3: leafing() };
  await eraseBuild({ ...sandbox, bucket }, { ...build, files: [listed] });

  deepEqual(await versionsBelow('results/mapped/'), [key, key, key, `${key}.bak`]);
});

test('a build that lists no file loses what was copied for it, in the folder of "*" too', async () => {
  const build = await store(
    sandbox.table,
    buildOf({
      tenant: 'unlisted',
      status: 'failed',
      outputs,
      files: [],
      answer: { files: ['a.docx', 'b.docx'] },
    }),
  );
  await put('results/unlisted/latest.docx', build);
  await put('results/unlisted/rest/b.docx', build);
  await put('results/unlisted/rest/c.docx');

  await eraseBuild(sandbox, build);

  deepEqual(await versionsBelow('results/unlisted/'), ['results/unlisted/rest/c.docx']);
});

test('versions that were written long before or after a build are not asked who wrote them', async () => {
  const hours = (count: number) => ago(count * 3_600_000);
  const build = buildOf({ tenant: 'old', status: 'succeeded', outputs, files: [] });
  await put('results/old/latest.docx');
  const asked: string[] = [];
  const clients = watchedClients((send, command) => {
    asked.push(command);
    return send();
  });
  const headsOf = async (changed: Partial<StoredBuild>) => {
    asked.length = 0;
    const old = await store(sandbox.table, buildOf({ ...build, id: freshId(), ...changed }));
    await eraseBuild(through(sandbox, clients), old);
    return asked.filter((command) => command === 'HeadObjectCommand').length;
  };

  equal(await headsOf({ startedAt: hours(2), endedAt: hours(1) }), 0);
  equal(await headsOf({ startedAt: hours(-1), endedAt: hours(-2) }), 0);
  equal(await headsOf({ startedAt: hours(2), endedAt: ago(600_000) }), 1);
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

test('erasing twice, also at once, is erasing once', async () => {
  const build = await endedBuild('twice');

  await Promise.all([eraseBuild(sandbox, build), eraseBuild(sandbox, build)]);
  await eraseBuild(sandbox, build);

  equal((await getRow(sandbox.table, 'twice', build.id))?.erased, true);
});

test('an erasing that dies at any point is finished by the next one', async () => {
  let tenants = 0;
  const steps = await crashEverywhere(
    () => endedBuild(`crash-${tenants++}`),
    (build, clients) => eraseBuild(through(sandbox, clients), build),
    async (build, where) => {
      await eraseBuild(sandbox, (await getBuild(sandbox.table, build.tenant, build.id)) ?? build);
      deepEqual(await versionsBelow(`results/${build.tenant}/`), [], where);
      deepEqual(await versionsBelow(`scripts/${build.run}/`), [], where);
      equal((await getRow(sandbox.table, build.tenant, build.id))?.erased, true, where);
    },
  );
  ok(steps >= 3, `${steps} requests`);
});
