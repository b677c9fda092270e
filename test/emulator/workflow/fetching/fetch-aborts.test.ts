import { deepEqual, equal } from 'node:assert/strict';
import { once } from 'node:events';
import { before, test } from 'node:test';
import type { BuildRequest } from '../../../../shared/build/request.ts';
import { tryChangeBuild } from '../../../../shared/storage/rows/change-build.ts';
import { watchedClients } from '../../../support/aws/crash.ts';
import { scriptOf } from '../../../support/docs/saving-script.ts';
import { fetchingBuild } from '../../../support/workflow/fetching-build.ts';
import { freshSandbox, type Sandbox } from '../../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

/** A request with sixty inputs. */
const sixtyInputs = (origin: string): BuildRequest => ({
  script: scriptOf('a.txt'),
  inputs: Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`${index}.png`, `${origin}/${index}.png`]),
  ),
});

test('after one input has failed, no other is fetched', async (t) => {
  const asked: string[] = [];
  const twoAreBeingPut = Promise.withResolvers<void>();
  const brokenOff = Promise.withResolvers<void>();
  const { fetchAll, now } = await fetchingBuild(
    sandbox,
    t,
    async ({ url = '' }, response) => {
      asked.push(url);
      if (url === '/0.png' || url === '/1.png') return void response.end('PNG');
      await twoAreBeingPut.promise;
      // One is left unanswered: its connection is closed when the failure of the other is known.
      if (url === '/2.png') response.writeHead(404).end();
      else response.once('close', brokenOff.resolve);
    },
    sixtyInputs,
  );
  let puts = 0;
  const { s3 } = watchedClients(async (send, command) => {
    if (command === 'PutObjectCommand') {
      if (++puts === 2) twoAreBeingPut.resolve();
      await brokenOff.promise;
    }
    return send();
  });

  await fetchAll({ bucket: { ...sandbox.bucket, s3 } });

  const { error } = await now();
  deepEqual(
    [error?.code, error?.detail],
    ['SOURCE_DOWNLOAD', "the source's host 127.0.0.1 answered 404"],
  );

  deepEqual(asked.sort(), ['/0.png', '/1.png', '/2.png', '/3.png']);
  equal(puts, 2);
});

test('after one input has failed, the other downloads are aborted', {
  timeout: 10_000,
}, async (t) => {
  const closed: Promise<unknown>[] = [];
  const allAsked = Promise.withResolvers<void>();
  const { fetchAll, now } = await fetchingBuild(
    sandbox,
    t,
    async ({ url = '' }, response) => {
      if (closed.push(once(response, 'close')) === 4) allAsked.resolve();
      await allAsked.promise;
      if (url === '/2.png') response.writeHead(404).end();
    },
    sixtyInputs,
  );

  await fetchAll();

  equal((await now()).error?.detail, "the source's host 127.0.0.1 answered 404");

  await Promise.all(closed);
  equal(closed.length, 4);
});

test('after an invalid script, the upload in progress is awaited', async (t) => {
  const put = Promise.withResolvers<void>();
  const { fetchAll, now } = await fetchingBuild(
    sandbox,
    t,
    async ({ url }, response) => {
      if (url !== '/script') return void response.end('PNG');
      await put.promise;
      response.end(' ');
    },
    (origin) => ({
      url: `${origin}/script`,
      inputs: Object.fromEntries(['a', 'b', 'c'].map((name) => [name, `${origin}/${name}`])),
    }),
  );
  let unanswered = 0;
  const { s3 } = watchedClients(async (send, command) => {
    if (command !== 'PutObjectCommand') return send();
    unanswered++;
    put.resolve();
    return send().finally(() => unanswered--);
  });

  await fetchAll({ bucket: { ...sandbox.bucket, s3 } });

  equal((await now()).error?.code, 'SCRIPT_INVALID');
  equal(unanswered, 0);
});

test('a source that does not answer ends its build at the deadline', async (t) => {
  const { build, fetchAll, now } = await fetchingBuild(
    sandbox,
    t,
    () => undefined,
    (origin) => ({ url: `${origin}/script` }),
  );
  const deadline = new Date(Date.now() + 300).toISOString();
  await tryChangeBuild(sandbox.table, 'acme', build.id, { from: 'queued', set: { deadline } });

  await fetchAll();

  equal((await now()).error?.code, 'BUILD_TIMEOUT');
  equal(Date.now() - Date.parse(deadline) < 8000, true);
});
