import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import {
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type PutObjectCommandOutput,
} from '@aws-sdk/client-s3';
import { scriptLink } from '../../../shared/build/script-links.ts';
import { askForBuild } from '../../../shared/docs/builder.ts';
import type { DocsClient } from '../../../shared/docs/client.ts';
import { isGatewayError } from '../../../shared/errors.ts';
import { type Bucket, readText, stage } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { type StoredBuild, tryChangeBuild } from '../../../shared/storage/rows/builds.ts';
import { readSlots } from '../../../shared/storage/rows/slots.ts';
import { buildError } from '../../../shared/workflow/build-error.ts';
import { copyOrExplain, copyResult } from '../../../shared/workflow/copy-results.ts';
import { copySmallFiles } from '../../../shared/workflow/copy-small-files.ts';
import { endBuild } from '../../../shared/workflow/end-build.ts';
import { eraseBuild } from '../../../shared/workflow/erase.ts';
import { finishBuild } from '../../../shared/workflow/finish.ts';
import { watchedClients } from '../../support/aws/crash.ts';
import { freshBucket, freshTable } from '../../support/aws/resources.ts';
import { ago, buildOf, fileOf, putCopy, store, versionsIn } from '../../support/builds.ts';
import { embeddedDocs, scriptRoute } from '../../support/docs/embedded-docs.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { serve } from '../../support/serve.ts';
import { until } from '../../support/until.ts';

/** A build that Docs is done with. */
async function built(
  t: TestContext,
  names: string[],
  changed: Partial<StoredBuild> = {},
  maxFileBytes = 1024 * 1024,
) {
  const [table, bucket] = await Promise.all([freshTable(), freshBucket()]);
  const { server, docs } = await embeddedDocs(t);
  const publicUrl = await scriptRoute(t, table, bucket);
  const build = await store(table, buildOf({ answer: { files: names }, ...changed }));
  await stage(bucket, build, { script: scriptOf(...names) });
  const question = { key: build.run, scriptUrl: scriptLink(publicUrl, build) };
  let answer = await askForBuild(docs, question);
  await until(async () => {
    answer = await askForBuild(docs, question);
    return answer.state === 'done';
  });
  const copying = { docs, bucket, table, maxFileBytes };
  const links = answer.state === 'done' ? answer.results : [];
  const copy = (name = names[0] ?? '') => copyResult(copying, { ...build, name });
  return { build, server, bucket, copying, links, copy };
}

test('a file is copied with its type, its size, its hash, its name and its build', async (t) => {
  const { build, bucket, copy } = await built(t, ['a b.docx']);

  const file = await copy();

  equal(file.key, keys.result('default', build.id, 'a b.docx'));
  const head = await bucket.s3.send(
    new HeadObjectCommand({ Bucket: bucket.name, Key: file.key, VersionId: file.versionId }),
  );
  equal(head.ContentLength, file.size);
  equal(head.ContentType, file.contentType);
  ok(file.contentType.endsWith('wordprocessingml.document'));
  ok(head.ContentDisposition?.includes('attachment'));
  deepEqual(head.Metadata, { 'build-id': build.id });
  ok(/^[0-9a-f]{64}$/.test(file.sha256));
});

test('the hash is that of what lies in the bucket', async (t) => {
  const { bucket, copy } = await built(t, ['a.txt']);

  const file = await copy();

  const text = (await readText(bucket, file.key)) ?? '';
  equal(createHash('sha256').update(text).digest('hex'), file.sha256);
});

/** Copies fast, while the second file is gone by the time that the first lies in the bucket. */
async function copyHalf(
  { build, bucket, copying, links }: Awaited<ReturnType<typeof built>>,
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
    ...copying,
    docs: { ...copying.docs, fetch: fetchHalf },
    bucket: { ...bucket, s3 },
  };
  return copySmallFiles(half, build, links);
}

async function keysIn({ name, s3 }: Bucket): Promise<(string | undefined)[]> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: name, Prefix: 'results/' }),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key }) => Key).sort();
}

test('few and small files are copied at once, all or none', async (t) => {
  const outputs = { 'a.txt': 'shared/a.txt' };
  const half = await built(t, ['a.txt', 'b.txt'], { outputs });
  const { build, bucket, copying, links } = half;

  equal(await copyHalf(half), null);
  deepEqual(await keysIn(bucket), []);

  const files = await copySmallFiles(copying, build, links);
  deepEqual(
    files?.map(({ name }) => name),
    ['a.txt', 'b.txt'],
  );
  deepEqual(await keysIn(bucket), files?.map(({ key }) => key).sort());
});

test('a copy that S3 does not take back keeps no build from going the long way', async (t) => {
  const half = await built(t, ['a.txt', 'b.txt']);

  const copied = await copyHalf(half, (command) => {
    if (command === 'DeleteObjectCommand') throw new Error('AccessDenied');
  });

  equal(copied, null);
  deepEqual(await keysIn(half.bucket), [keys.result('default', half.build.id, 'a.txt')]);
});

test('files of an unknown length, or too many, go the long way', async (t) => {
  const { build, copying, links, server } = await built(t, ['a.txt']);
  server.faults.add({ name: 'no-length', times: 1 });

  equal(await copySmallFiles(copying, build, links), null);
  equal(await copySmallFiles(copying, build, Array(11).fill(links[0])), null);
});

test('a link that has expired is made anew once, then the result has expired', async (t) => {
  const { copy, server } = await built(t, ['a.txt']);
  server.faults.add({ name: 'expired-links', times: 1 });
  equal((await copy()).name, 'a.txt');

  server.faults.add({ name: 'expired-links' });
  await rejects(copy(), { code: 'RESULT_EXPIRED' });
});

test('a file that Docs never saved has expired', async (t) => {
  const { copy } = await built(t, ['a.txt']);

  await rejects(copy('b.txt'), { code: 'RESULT_EXPIRED', message: 'Docs no longer has b.txt.' });
});

test('a Docs that has forgotten the build has no result any more, and no failed script', async (t) => {
  const { build, copying } = await built(t, ['a.txt']);
  const { docs } = await embeddedDocs(t);

  const copy = () => copyResult({ ...copying, docs }, { ...build, name: 'a.txt' });

  await rejects(copy(), { code: 'RESULT_EXPIRED' });
  await rejects(copy(), { code: 'RESULT_EXPIRED' });
});

test('an answer that is none, or a fault inside of Docs, is asked for again', async (t) => {
  const { copy, server } = await built(t, ['a.txt']);

  server.faults.add({ name: 'html', on: 'builder', times: 1 });
  equal((await copy()).name, 'a.txt');
  server.faults.add({ name: 'error', error: -1, times: 2 });
  equal((await copy()).name, 'a.txt');
  server.faults.add({ name: 'html', on: 'builder' });
  await rejects(copy(), { code: 'DOCS_PROTOCOL' });
});

test('a page in the place of a result is waited for, and the result is copied when it has passed', async (t) => {
  const { build, bucket, copying, links, copy, server } = await built(t, ['a.docx']);
  server.faults.add({ name: 'html', on: 'results', times: 2 });

  equal(await copySmallFiles(copying, build, links), null);
  await rejects(
    copy(),
    (error: Error) =>
      error.name === 'NotYetError' && isGatewayError(error.cause, 'DOCS_UNAVAILABLE'),
  );
  deepEqual(await keysIn(bucket), []);

  ok((await copy()).size > 1000);
});

test('a result that is cut short is copied again by the state machine, and leaves nothing', async (t) => {
  const { build, copy, server, bucket } = await built(t, ['a.docx']);
  server.faults.add({ name: 'cut-result', bytes: 100, times: 1 });

  await rejects(copy(), { name: 'StorageFailedError' });

  equal(await readText(bucket, keys.result('default', build.id, 'a.docx')), undefined);
  const { Uploads = [] } = await bucket.s3.send(
    new ListMultipartUploadsCommand({ Bucket: bucket.name }),
  );
  equal(Uploads.length, 0);
});

test('a file over the limit is too large, however it is announced', async (t) => {
  const { copy, server } = await built(t, ['a.docx'], {}, 1000);

  await rejects(copy(), { code: 'RESULT_TOO_LARGE' });
  server.faults.add({ name: 'no-length' });
  await rejects(copy(), { code: 'RESULT_TOO_LARGE' });
});

test('a file that cannot be had says why, while what may pass is thrown', async (t) => {
  const { build, copying, server } = await built(t, ['a.docx', 'b.txt'], {}, 1000);
  const copy = (name: string) => copyOrExplain(copying, { ...build, name });

  deepEqual(await copy('a.docx'), {
    name: 'a.docx',
    error: buildError('RESULT_TOO_LARGE', '"a.docx" is larger than 1000 bytes'),
  });
  deepEqual(await copy('c.txt'), {
    name: 'c.txt',
    error: buildError('RESULT_EXPIRED', 'Docs no longer has c.txt.'),
  });
  server.faults.add({ name: 'cut-result', bytes: 1, times: 1 });
  await rejects(copy('b.txt'), { name: 'StorageFailedError' });
  const file = await copy('b.txt');
  equal('key' in file && file.key, keys.result('default', build.id, 'b.txt'));
});

test('a Docs that is down means: not yet', async (t) => {
  const { copy, server } = await built(t, ['a.txt']);
  await server.down();
  await rejects(copy(), { name: 'NotYetError' });

  await server.up();
  server.faults.add({ name: 'status', on: 'results', status: 503, times: 1 });
  await rejects(copy(), { name: 'NotYetError' });
  equal((await copy()).name, 'a.txt');
});

test('past the deadline nothing is tried again: there was no time, or there was no Docs', async (t) => {
  const { copy, server } = await built(t, ['a.txt'], { deadline: ago(1000) });
  await rejects(copy(), {
    code: 'BUILD_TIMEOUT',
    message: 'There was no time left to copy a.txt.',
  });

  await server.down();
  await rejects(copy(), { code: 'DOCS_UNAVAILABLE' });
});

test('a file that the deadline finds on its way had no time, though Docs was there', async (t) => {
  const { build, copying } = await built(t, ['a.txt']);
  const silent = await serve(t, () => {});
  const docs: DocsClient = { ...copying.docs, fetch: (_, init) => fetch(silent, init) };
  const deadline = new Date(Date.now() + 500).toISOString();
  const set = { deadline };
  await tryChangeBuild(copying.table, build.tenant, build.id, { from: 'running', set });

  await rejects(copyResult({ ...copying, docs }, { ...build, name: 'a.txt' }), {
    code: 'BUILD_TIMEOUT',
  });
});

test('nothing is copied for a build that has ended', async (t) => {
  const { copy } = await built(t, ['a.txt'], { status: 'failed' });

  await rejects(copy(), { code: 'CONFLICT' });
});

/** Copies while the build ends by the time that its file lies in the bucket. */
async function copiedPast(
  { build, bucket, copying }: Awaited<ReturnType<typeof built>>,
  end: (versionId: string) => Promise<unknown>,
) {
  const { s3 } = watchedClients(async (send, command) => {
    const answer = await send();
    if (command === 'PutObjectCommand')
      await end((answer as { output: PutObjectCommandOutput }).output.VersionId ?? '');
    return answer;
  });
  return copyResult({ ...copying, bucket: { ...bucket, s3 } }, { ...build, name: 'a.txt' });
}

test('a copy that outlives its build deletes what it wrote, and what it replaced is the newest', async (t) => {
  const outputs = { 'a.txt': 'latest.txt' };
  for (const ending of ['failed', 'erased']) {
    const past = await built(t, ['a.txt'], { outputs });
    const { build, bucket, copying } = past;
    const older = await putCopy(bucket, 'results/default/latest.txt', buildOf());

    const copied = copiedPast(past, async () => {
      const ended = await endBuild(copying.table, build, {
        files: [],
        error: buildError('INTERNAL', ''),
      });
      // An erasing that has looked for files before this one was written finds none.
      if (ended && ending === 'erased')
        await eraseBuild({ ...copying, bucket: await freshBucket() }, ended);
    });

    await rejects(copied, { code: 'CONFLICT', message: 'The build has ended meanwhile.' }, ending);
    deepEqual(await versionsIn(bucket, 'results/'), [`${older.key} ${older.versionId}`], ending);
  }
});

test('a version that its build lists stays, though the build has ended', async (t) => {
  const past = await built(t, ['a.txt']);
  const { build, bucket, copying } = past;
  const key = keys.result('default', build.id, 'a.txt');

  const copied = await copiedPast(past, (versionId) =>
    endBuild(copying.table, build, { files: [fileOf({ key, versionId })] }),
  );

  deepEqual(await versionsIn(bucket, 'results/'), [`${key} ${copied.versionId}`]);
});

test('files that were copied at once for a build that ended meanwhile are deleted again', async (t) => {
  const { build, bucket, copying, links } = await built(t, ['a.txt', 'b.txt'], {
    answer: undefined,
  });
  await readSlots(copying.table);
  const { s3 } = watchedClients(async (send, command) => {
    const answer = await send();
    if (command === 'PutObjectCommand')
      await endBuild(copying.table, build, { files: [], error: buildError('INTERNAL', '') });
    return answer;
  });

  const outcome = await finishBuild(
    { ...copying, bucket: { ...bucket, s3 }, signalStart: async () => {} },
    build,
    links,
  );

  deepEqual(outcome, { state: 'ended' });
  deepEqual(await keysIn(bucket), []);
});
