import { deepEqual, equal, ok } from 'node:assert/strict';
import { before, test } from 'node:test';
import { readText } from '../../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../../shared/storage/objects/keys.ts';
import { noteMessage } from '../../../../shared/storage/rows/fetching-builds.ts';
import { cancelBuild } from '../../../../shared/workflow/cancel.ts';
import { eraseBuild } from '../../../../shared/workflow/erase.ts';
import { fetchQueuedBuild } from '../../../../shared/workflow/fetching/fetch-queued-build.ts';
import { startWaiting } from '../../../../shared/workflow/starting/start.ts';
import { crashEverywhere } from '../../../support/aws/crash.ts';
import { itemsOf } from '../../../support/aws/resources.ts';
import { versionsIn } from '../../../support/builds.ts';
import { scriptOf } from '../../../support/docs/saving-script.ts';
import { fetchingBuild, waitsIn } from '../../../support/workflow/fetching-build.ts';
import { freshSandbox, type Sandbox, through } from '../../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

const byUrl = (origin: string) => ({ url: `${origin}/script` });

test('a build that is cancelled before the fetch loses its place, and its URL is not requested', async (t) => {
  const hits: string[] = [];
  const { build, fetchAll, now, waitsIn } = await fetchingBuild(
    sandbox,
    t,
    ({ url = '' }, response) => {
      hits.push(url);
      response.end();
    },
    byUrl,
  );

  equal((await cancelBuild(sandbox, build)).status, 'cancelled');
  await fetchAll();

  deepEqual(hits, []);
  deepEqual([(await now()).status, await waitsIn()], ['cancelled', []]);
  equal(await noteMessage(sandbox.table, build), false);
});

test('a build that is cancelled after the fetch loses its place and is never started', async (t) => {
  const own = await freshSandbox();
  const { build, fetchAll, waitsIn } = await fetchingBuild(
    own,
    t,
    (_, response) => response.end(scriptOf('a.txt')),
    byUrl,
  );
  await fetchAll();

  equal((await cancelBuild(own, build)).status, 'cancelled');

  deepEqual(await waitsIn(), []);
  equal(await startWaiting(own.startDeps()), 0);
});

for (const answer of ['a script', 'a 404']) {
  test(`the fetch of a build that is cancelled while it waits for ${answer} leaves only what admission staged`, async (t) => {
    const { build, fetchAll, now, waitsIn } = await fetchingBuild(
      sandbox,
      t,
      async ({ url }, response) => {
        if (url === '/logo') return void response.end('PNG');
        await cancelBuild(sandbox, build);
        if (answer === 'a 404') response.writeHead(404).end();
        else response.end(scriptOf('a.txt'));
      },
      (origin) => ({ ...byUrl(origin), inputs: { 'logo.png': `${origin}/logo` } }),
    );
    const before = await versionsIn(sandbox.bucket, keys.stagedFolder(build.run));

    await fetchAll();

    deepEqual(await versionsIn(sandbox.bucket, keys.stagedFolder(build.run)), before);
    deepEqual([(await now()).status, await waitsIn()], ['cancelled', []]);
  });
}

test('the fetch of a build that is cancelled and erased meanwhile leaves nothing', async (t) => {
  const { build, fetchAll } = await fetchingBuild(
    sandbox,
    t,
    async (_, response) => {
      await eraseBuild(sandbox, await cancelBuild(sandbox, build));
      response.end(scriptOf('a.txt'));
    },
    byUrl,
  );

  await fetchAll();

  deepEqual(await versionsIn(sandbox.bucket, keys.stagedFolder(build.run)), []);
  const left = (await itemsOf(sandbox.table)).filter(({ id }) => id === build.id);
  deepEqual(
    left.map(({ erased, run }) => [erased, run]),
    [[true, undefined]],
  );
});

test('what was staged for a build is deleted when one of its URLs cannot be fetched', async (t) => {
  const { build, fetchAll, now } = await fetchingBuild(
    sandbox,
    t,
    ({ url }, response) => {
      if (url === '/script') response.end(scriptOf('a.txt'));
      else setTimeout(() => response.writeHead(404).end(), 300);
    },
    (origin) => ({ ...byUrl(origin), inputs: { 'logo.png': `${origin}/logo` } }),
  );
  const before = await versionsIn(sandbox.bucket, keys.stagedFolder(build.run));

  await fetchAll();

  equal((await now()).error?.code, 'SOURCE_DOWNLOAD');
  deepEqual(await versionsIn(sandbox.bucket, keys.stagedFolder(build.run)), before);
});

test('two messages about one build at once give it one place and a complete script', async (t) => {
  const both = Promise.withResolvers<void>();
  let asked = 0;
  const { build, fetchAll, now, waitsIn } = await fetchingBuild(
    sandbox,
    t,
    async (_, response) => {
      if (++asked === 2) both.resolve();
      await both.promise;
      response.end(scriptOf('a.txt'));
    },
    byUrl,
  );

  await Promise.all([fetchAll(), fetchAll()]);

  deepEqual([(await now()).status, await waitsIn()], ['queued', ['WAITING']]);
  equal(await readText(sandbox.bucket, keys.stagedScript(build)), scriptOf('a.txt'));
});

test('a second message whose fetch fails does not end a build that has its place', async (t) => {
  const first = Promise.withResolvers<void>();
  let asked = 0;
  const { build, fetchAll, now, waitsIn } = await fetchingBuild(
    sandbox,
    t,
    async (_, response) => {
      if (++asked === 1) return void response.end(scriptOf('a.txt'));
      await first.promise;
      response.writeHead(404).end();
    },
    byUrl,
  );
  const succeeded = fetchAll();
  const failed = fetchAll();
  await succeeded;
  first.resolve();
  await failed;

  deepEqual([(await now()).status, await waitsIn()], ['queued', ['WAITING']]);
  equal(await readText(sandbox.bucket, keys.stagedScript(build)), scriptOf('a.txt'));
});

test('a fetch that crashes at any request is completed by the next delivery', async (t) => {
  const steps = await crashEverywhere(
    () =>
      fetchingBuild(
        sandbox,
        t,
        (_, response) => response.end(scriptOf('a.txt')),
        (origin) => ({ ...byUrl(origin), inputs: { 'logo.png': `${origin}/logo` } }),
      ),
    ({ build, deps }, clients) => {
      const { table, bucket, signalStart } = through(sandbox, clients);
      return fetchQueuedBuild({ ...deps, table, bucket, signalStart }, build, false);
    },
    async ({ build, fetchAll, now }, where) => {
      await fetchAll();

      equal((await now()).status, 'queued', where);
      deepEqual(await waitsIn(sandbox, build), ['WAITING'], where);
      equal(await readText(sandbox.bucket, keys.stagedScript(build)), scriptOf('a.txt'), where);
    },
  );

  ok(steps >= 8, `${steps} requests`);
});
