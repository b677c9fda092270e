import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { before, type TestContext, test } from 'node:test';
import type { BuildRequest } from '../../../shared/build/request.ts';
import { readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { type StoredBuild, tryChangeBuild } from '../../../shared/storage/rows/builds.ts';
import { admit } from '../../../shared/workflow/admit.ts';
import { eraseBuild } from '../../../shared/workflow/erase.ts';
import { fetchSources } from '../../../shared/workflow/fetch-sources.ts';
import { watchedClients } from '../../support/aws/crash.ts';
import { versionsIn } from '../../support/builds.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { serve } from '../../support/serve.ts';
import { freshWorkshop, type Workshop } from '../../support/workshop.ts';

let shop: Workshop;
before(async () => {
  shop = await freshWorkshop();
});

/** A running build whose sources are served by this listener, and a way to fetch them. */
async function fetching(
  t: TestContext,
  listener: RequestListener,
  requestFor: (origin: string) => BuildRequest,
) {
  const origin = await serve(t, listener);
  const port = Number(new URL(origin).port);
  const rules = { schemes: ['http' as const], ports: [port], allow: ['127.0.0.0/8'], ownHosts: [] };
  const doors = { ...shop.doors, sourceRules: rules };
  const { build } = await admit(doors, requestFor(origin), {
    tenant: 'acme',
    origin: 'http',
    correlationId: 'c',
  });
  const set = { status: 'running' as const };
  await tryChangeBuild(shop.table, 'acme', build.id, { from: 'queued', set });
  const { publicUrl } = doors;
  const work = (more: object = {}) =>
    fetchSources({ table: shop.table, bucket: shop.bucket, rules, publicUrl, ...more }, build);
  return { build, work };
}

const isMarked = async (build: StoredBuild) =>
  (await readText(shop.bucket, keys.stagedMark(build))) !== undefined;

test('a script by URL is staged with links in the place of its inputs, and marked', async (t) => {
  const script = `${scriptOf('a.txt')}x("input://logo.png");`;
  const { build, work } = await fetching(
    t,
    ({ url }, response) => response.end(url === '/logo' ? 'PNG' : script),
    (origin) => ({ url: `${origin}/script`, inputs: { 'logo.png': `${origin}/logo` } }),
  );
  equal(build.fetches, true);

  await work();

  const link = `https://gateway.example/v1/inputs/acme/${build.id}/${build.capability}/logo.png`;
  equal(
    await readText(shop.bucket, keys.stagedScript(build)),
    script.replace('input://logo.png', link),
  );
  equal(await readText(shop.bucket, keys.stagedInput(build, 0)), 'PNG');
  equal(await isMarked(build), true);
});

test('of many inputs no more than four are held at once', async (t) => {
  const names = Array.from({ length: 10 }, (_, index) => `logo-${index}.png`);
  let open = 0;
  let most = 0;
  const { build, work } = await fetching(
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

  await work();

  equal(most, 4);
  for (const [index, name] of names.entries())
    equal(await readText(shop.bucket, keys.stagedInput(build, index)), `/${name}`);
});

test('fetching twice is fetching once', async (t) => {
  const asked: string[] = [];
  const { build, work } = await fetching(
    t,
    ({ url = '' }, response) => {
      asked.push(url);
      response.end(scriptOf('a.txt'));
    },
    (origin) => ({ url: `${origin}/script`, inputs: { 'logo.png': `${origin}/logo` } }),
  );

  await work();
  await work();

  deepEqual(asked.sort(), ['/logo', '/script']);
  equal(await readText(shop.bucket, keys.stagedScript(build)), scriptOf('a.txt'));
});

/** A script that names sixty inputs. */
const reading60 = (origin: string): BuildRequest => ({
  script: scriptOf('a.txt'),
  inputs: Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`${index}.png`, `${origin}/${index}.png`]),
  ),
});

test('when one of many cannot be fetched, no other is begun', async (t) => {
  const asked: string[] = [];
  const twoAreBeingPut = Promise.withResolvers<void>();
  const brokenOff = Promise.withResolvers<void>();
  const { build, work } = await fetching(
    t,
    async ({ url = '' }, response) => {
      asked.push(url);
      if (url === '/0.png' || url === '/1.png') return void response.end('PNG');
      await twoAreBeingPut.promise;
      // One is left unanswered: its connection is closed when the failure of the other is known.
      if (url === '/2.png') response.writeHead(404).end();
      else response.once('close', brokenOff.resolve);
    },
    reading60,
  );
  let puts = 0;
  const { s3 } = watchedClients(async (send, command) => {
    if (command === 'PutObjectCommand') {
      if (++puts === 2) twoAreBeingPut.resolve();
      await brokenOff.promise;
    }
    return send();
  });

  await rejects(work({ bucket: { ...shop.bucket, s3 } }), {
    code: 'SOURCE_DOWNLOAD',
    message: "the source's host 127.0.0.1 answered 404",
  });

  deepEqual(asked.sort(), ['/0.png', '/1.png', '/2.png', '/3.png']);
  equal(puts, 2);
  equal(await isMarked(build), false);
});

test('when one of many cannot be fetched, those under way are broken off', {
  timeout: 10_000,
}, async (t) => {
  const closed: Promise<unknown>[] = [];
  const allAsked = Promise.withResolvers<void>();
  const { work } = await fetching(
    t,
    async ({ url = '' }, response) => {
      if (closed.push(once(response, 'close')) === 4) allAsked.resolve();
      await allAsked.promise;
      if (url === '/2.png') response.writeHead(404).end();
    },
    reading60,
  );

  await rejects(work(), { message: "the source's host 127.0.0.1 answered 404" });

  await Promise.all(closed);
  equal(closed.length, 4);
});

test('a script that is none breaks its inputs off, and what is being put is waited for', async (t) => {
  const put = Promise.withResolvers<void>();
  const { build, work } = await fetching(
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

  await rejects(work({ bucket: { ...shop.bucket, s3 } }), { code: 'SCRIPT_INVALID' });

  equal(unanswered, 0);
  equal(await isMarked(build), false);
});

test('what cannot be fetched, or is no script, leaves no mark', async (t) => {
  const wrong: [RequestListener, string][] = [
    [(_, response) => response.writeHead(404).end(), 'SOURCE_DOWNLOAD'],
    [(_, response) => response.writeHead(302, { location: '/x' }).end(), 'SOURCE_REFUSED'],
    [(_, response) => response.end(' '), 'SCRIPT_INVALID'],
    [(_, response) => response.end(`${scriptOf('a.txt')}x("input://nothing")`), 'INPUT_NOT_FOUND'],
    [({ socket }) => socket.destroy(), 'SOURCE_DOWNLOAD'],
  ];
  for (const [listener, code] of wrong) {
    const { build, work } = await fetching(t, listener, (origin) => ({ url: `${origin}/script` }));
    await rejects(work(), (error: { code?: string }) => {
      equal(error.code, code);
      return true;
    });
    equal(await isMarked(build), false);
  }
});

test('what the rules forbid when it is fetched is not connected to', async (t) => {
  const hits: string[] = [];
  const { work } = await fetching(
    t,
    ({ url = '' }, response) => {
      hits.push(url);
      response.end();
    },
    (origin) => ({ url: `${origin}/script` }),
  );

  const rules = { schemes: ['http' as const], ports: [80], allow: [], ownHosts: [] };
  await rejects(work({ rules }), { code: 'SOURCE_REFUSED' });

  deepEqual(hits, []);
});

test('a source that is silent holds no build past its deadline', async (t) => {
  const { build, work } = await fetching(
    t,
    () => undefined,
    (origin) => ({ url: `${origin}/script` }),
  );
  const deadline = new Date(Date.now() + 300).toISOString();
  await tryChangeBuild(shop.table, 'acme', build.id, { from: 'running', set: { deadline } });

  await rejects(work(), { code: 'BUILD_TIMEOUT' });

  ok(Date.now() - Date.parse(deadline) < 20_000, 'all sources together may take 90 s');
});

test('nothing is fetched for a build that has ended', async (t) => {
  const hits: string[] = [];
  const { build, work } = await fetching(
    t,
    ({ url = '' }, response) => {
      hits.push(url);
      response.end();
    },
    (origin) => ({ url: `${origin}/script` }),
  );
  const set = { status: 'cancelled' as const };
  await tryChangeBuild(shop.table, 'acme', build.id, { from: 'running', set });

  await work();

  deepEqual(hits, []);
});

test('what was staged for a build that ended or was erased meanwhile is deleted again', async (t) => {
  for (const ending of ['cancelled', 'erased']) {
    const { build, work } = await fetching(
      t,
      async (_, response) => {
        const set = { status: 'cancelled' as const, endedAt: new Date().toISOString() };
        const ended = await tryChangeBuild(shop.table, 'acme', build.id, { from: 'running', set });
        if (ended && ending === 'erased') await eraseBuild(shop, ended);
        response.end(scriptOf('a.txt'));
      },
      (origin) => ({ url: `${origin}/script` }),
    );
    const before = await versionsIn(shop.bucket, keys.stagedFolder(build.run));

    await work();

    const after = await versionsIn(shop.bucket, keys.stagedFolder(build.run));
    deepEqual(after, ending === 'erased' ? [] : before, ending);
  }
});
