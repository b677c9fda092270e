import { deepEqual, equal, rejects } from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { before, test } from 'node:test';
import { MAX_SCRIPT_BYTES } from '../../../../shared/build/script.ts';
import { readText } from '../../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../../shared/storage/objects/keys.ts';
import { startWaiting } from '../../../../shared/workflow/starting/start.ts';
import { messagesIn } from '../../../support/aws/resources.ts';
import { scriptOf } from '../../../support/docs/saving-script.ts';
import { fetchingBuild } from '../../../support/workflow/fetching-build.ts';
import { freshSandbox, type Sandbox } from '../../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

test('a script by URL is staged with links instead of its inputs, and its build then waits for a slot', async (t) => {
  const own = await freshSandbox();
  const script = `${scriptOf('a.txt')}x("input://logo.png");`;
  const { build, fetchAll, now, waitsIn } = await fetchingBuild(
    own,
    t,
    ({ url }, response) => response.end(url === '/logo' ? 'PNG' : script),
    (origin) => ({ url: `${origin}/script`, inputs: { 'logo.png': `${origin}/logo` } }),
  );
  equal(build.fetches, true);
  deepEqual(await waitsIn(), ['FETCHING']);

  await fetchAll();

  const link = `https://gateway.example/v1/inputs/acme/${build.id}/${build.capability}/logo.png`;
  equal(
    await readText(own.bucket, keys.stagedScript(build)),
    script.replace('input://logo.png', link),
  );
  equal(await readText(own.bucket, keys.stagedInput(build, 0)), 'PNG');
  const { status, fetchedAt = '', startedAt } = await now();
  deepEqual([status, startedAt, fetchedAt >= build.createdAt], ['queued', undefined, true]);
  deepEqual(await waitsIn(), ['WAITING']);
  equal((await messagesIn(own.startsQueueUrl, 1)).length, 1);
  equal(await startWaiting(own.startDeps()), 1);
});

test('a fetched build of low priority waits among those of low priority', async (t) => {
  const { fetchAll, waitsIn } = await fetchingBuild(
    sandbox,
    t,
    (_, response) => response.end(scriptOf('a.txt')),
    (origin) => ({ url: `${origin}/script`, priority: 'low' }),
  );
  deepEqual(await waitsIn(), ['FETCHING']);

  await fetchAll();

  deepEqual(await waitsIn(), ['WAITING-LOW']);
});

test('a build whose URLs are not fetched is not started', async (t) => {
  const own = await freshSandbox();
  const { now } = await fetchingBuild(
    own,
    t,
    () => undefined,
    (origin) => ({ url: `${origin}/script` }),
  );

  equal(await startWaiting(own.startDeps()), 0);

  equal((await now()).status, 'queued');
});

test('a build is fetched although its start signal cannot be sent', async (t) => {
  const { fetchAll, waitsIn } = await fetchingBuild(
    sandbox,
    t,
    (_, response) => response.end(scriptOf('a.txt')),
    (origin) => ({ url: `${origin}/script` }),
  );

  await fetchAll({ signalStart: () => Promise.reject(new Error('the queue is away')) });

  deepEqual(await waitsIn(), ['WAITING']);
});

test('at most four inputs are fetched at once', async (t) => {
  const names = Array.from({ length: 10 }, (_, index) => `logo-${index}.png`);
  let open = 0;
  let most = 0;
  const { build, fetchAll } = await fetchingBuild(
    sandbox,
    t,
    ({ url }, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        response.end(url);
      }, 20);
    },
    (origin) => ({
      script: scriptOf('a.txt'),
      inputs: Object.fromEntries(names.map((name) => [name, `${origin}/${name}`])),
    }),
  );

  await fetchAll();

  equal(most, 4);
  for (const [index, name] of names.entries())
    equal(await readText(sandbox.bucket, keys.stagedInput(build, index)), `/${name}`);
});

test('a message that is delivered again after the fetch does nothing', async (t) => {
  const asked: string[] = [];
  const { build, fetchAll, waitsIn } = await fetchingBuild(
    sandbox,
    t,
    ({ url = '' }, response) => {
      asked.push(url);
      response.end(scriptOf('a.txt'));
    },
    (origin) => ({ url: `${origin}/script`, inputs: { 'logo.png': `${origin}/logo` } }),
  );

  await fetchAll();
  await fetchAll();

  deepEqual(asked.sort(), ['/logo', '/script']);
  equal(await readText(sandbox.bucket, keys.stagedScript(build)), scriptOf('a.txt'));
  deepEqual(await waitsIn(), ['WAITING']);
});

test('a script that cannot be fetched or is invalid ends its build with the code of the failure', async (t) => {
  const wrong: [RequestListener, string][] = [
    [(_, response) => response.writeHead(404).end(), 'SOURCE_DOWNLOAD'],
    [(_, response) => response.writeHead(302, { location: '/x' }).end(), 'SOURCE_REFUSED'],
    [(_, response) => response.end(' '), 'SCRIPT_INVALID'],
    [(_, response) => response.end('x'.repeat(MAX_SCRIPT_BYTES + 1)), 'SCRIPT_TOO_LARGE'],
    [(_, response) => response.end(`${scriptOf('a.txt')}x("input://nothing")`), 'INPUT_NOT_FOUND'],
    [({ socket }) => socket.destroy(), 'SOURCE_DOWNLOAD'],
  ];
  for (const [listener, code] of wrong) {
    const { fetchAll, now, waitsIn } = await fetchingBuild(sandbox, t, listener, (origin) => ({
      url: `${origin}/script`,
    }));

    await fetchAll();

    const { status, error, endedAt = '', fetchedAt } = await now();
    deepEqual([status, error?.code, fetchedAt], ['failed', code, undefined]);
    equal(Number.isNaN(Date.parse(endedAt)), false);
    deepEqual(await waitsIn(), []);
  }
});

test('a source that the rules forbid is not connected to', async (t) => {
  const hits: string[] = [];
  const { fetchAll, now } = await fetchingBuild(
    sandbox,
    t,
    ({ url = '' }, response) => {
      hits.push(url);
      response.end();
    },
    (origin) => ({ url: `${origin}/script` }),
  );

  await fetchAll({ rules: { schemes: ['http'], ports: [80], allow: [], ownHosts: [] } });

  equal((await now()).error?.code, 'SOURCE_REFUSED');
  deepEqual(hits, []);
});

test('an error of S3 is left for the next delivery, and ends the build at the last one', async (t) => {
  const { fetchAll, now, waitsIn } = await fetchingBuild(
    sandbox,
    t,
    (_, response) => response.end(scriptOf('a.txt')),
    (origin) => ({ url: `${origin}/script` }),
  );
  const bucket = { ...sandbox.bucket, name: 'a-bucket-that-does-not-exist' };

  await rejects(fetchAll({ bucket }), { name: 'NoSuchBucket' });
  deepEqual([(await now()).status, await waitsIn()], ['queued', ['FETCHING']]);

  await rejects(fetchAll({ bucket }, true), { name: 'NoSuchBucket' });
  deepEqual([(await now()).status, await waitsIn()], ['failed', []]);
  equal((await now()).error?.code, 'STORAGE_FAILED');
});
