import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import { freshId } from '../../../shared/ids.ts';
import type { StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { eraseBuild } from '../../../shared/workflow/erase.ts';
import { watchedClients } from '../../support/aws/crash.ts';
import { ago, buildOf, keysBelow, putCopy, store } from '../../support/builds.ts';
import { localClient } from '../../support/local-client.ts';
import { freshSandbox, type Sandbox, through } from '../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

const outputs = { 'a.docx': 'latest.docx', '*': 'rest/' };

/** A client that lists two versions per page. */
function pagingClient(): S3Client {
  const s3 = localClient(S3Client);
  s3.middlewareStack.add(
    (next) => (request) => next({ ...request, input: { ...request.input, MaxKeys: 2 } as never }),
    { step: 'initialize' },
  );
  return s3;
}

test('a version that another build wrote under the same key stays', async () => {
  const mine = await putCopy(sandbox.bucket, 'results/shared/latest.docx');
  const theirs = await putCopy(sandbox.bucket, 'results/shared/latest.docx');
  const build = await store(
    sandbox.table,
    buildOf({ tenant: 'shared', status: 'succeeded', files: [mine] }),
  );

  await eraseBuild(sandbox, build);

  deepEqual(await keysBelow(sandbox.bucket, 'results/shared/'), [theirs.key]);
});

test('files of an unfinished copy in the folder of the build are deleted', async () => {
  const build = await store(
    sandbox.table,
    buildOf({ tenant: 'rest', status: 'failed', files: [] }),
  );
  await putCopy(sandbox.bucket, `results/rest/${build.id}/a.docx`);
  await putCopy(sandbox.bucket, `results/rest/${build.id}/a.docx`);

  await eraseBuild(sandbox, build);

  deepEqual(await keysBelow(sandbox.bucket, 'results/rest/'), []);
});

test('all versions that a build wrote under the keys of its outputs are deleted, and no others', async () => {
  const build = buildOf({ tenant: 'mapped', status: 'succeeded', outputs });
  const another = buildOf({ tenant: 'mapped' });
  const key = 'results/mapped/latest.docx';
  await putCopy(sandbox.bucket, key, another);
  await putCopy(sandbox.bucket, key, build);
  await putCopy(sandbox.bucket, key);
  const listed = await putCopy(sandbox.bucket, key, build);
  await putCopy(sandbox.bucket, key, another);
  await putCopy(sandbox.bucket, `${key}.bak`, build);
  await store(sandbox.table, { ...build, files: [listed] });

  const bucket = { ...sandbox.bucket, s3: pagingClient() };
  await eraseBuild({ ...sandbox, bucket }, { ...build, files: [listed] });

  deepEqual(await keysBelow(sandbox.bucket, 'results/mapped/'), [key, key, key, `${key}.bak`]);
});

test('copies that a failed build does not list are deleted, in the folder of "*" too', async () => {
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
  await putCopy(sandbox.bucket, 'results/unlisted/latest.docx', build);
  await putCopy(sandbox.bucket, 'results/unlisted/rest/b.docx', build);
  await putCopy(sandbox.bucket, 'results/unlisted/rest/c.docx');

  await eraseBuild(sandbox, build);

  deepEqual(await keysBelow(sandbox.bucket, 'results/unlisted/'), ['results/unlisted/rest/c.docx']);
});

test('versions written long before or after a build are not read for their writer', async () => {
  const hours = (count: number) => ago(count * 3_600_000);
  const build = buildOf({ tenant: 'old', status: 'succeeded', outputs, files: [] });
  await putCopy(sandbox.bucket, 'results/old/latest.docx');
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
