import { deepEqual, equal, rejects } from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { before, test } from 'node:test';
import { readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { tryChangeBuild } from '../../../shared/storage/rows/builds.ts';
import { eraseBuild } from '../../../shared/workflow/erase.ts';
import { versionsIn } from '../../support/builds.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { fetchingBuild, isMarked } from '../../support/workflow/fetching-build.ts';
import { freshSandbox, type Sandbox } from '../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

test('a script by URL is staged with links instead of its inputs, and its marker object is written last', async (t) => {
  const script = `${scriptOf('a.txt')}x("input://logo.png");`;
  const { build, fetchAll } = await fetchingBuild(
    sandbox,
    t,
    ({ url }, response) => response.end(url === '/logo' ? 'PNG' : script),
    (origin) => ({ url: `${origin}/script`, inputs: { 'logo.png': `${origin}/logo` } }),
  );
  equal(build.fetches, true);

  await fetchAll();

  const link = `https://gateway.example/v1/inputs/acme/${build.id}/${build.capability}/logo.png`;
  equal(
    await readText(sandbox.bucket, keys.stagedScript(build)),
    script.replace('input://logo.png', link),
  );
  equal(await readText(sandbox.bucket, keys.stagedInput(build, 0)), 'PNG');
  equal(await isMarked(sandbox, build), true);
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

test('sources that are staged are not fetched again', async (t) => {
  const asked: string[] = [];
  const { build, fetchAll } = await fetchingBuild(
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
});

test('a script that cannot be fetched or is invalid leaves no marker object', async (t) => {
  const wrong: [RequestListener, string][] = [
    [(_, response) => response.writeHead(404).end(), 'SOURCE_DOWNLOAD'],
    [(_, response) => response.writeHead(302, { location: '/x' }).end(), 'SOURCE_REFUSED'],
    [(_, response) => response.end(' '), 'SCRIPT_INVALID'],
    [(_, response) => response.end(`${scriptOf('a.txt')}x("input://nothing")`), 'INPUT_NOT_FOUND'],
    [({ socket }) => socket.destroy(), 'SOURCE_DOWNLOAD'],
  ];
  for (const [listener, code] of wrong) {
    const { build, fetchAll } = await fetchingBuild(sandbox, t, listener, (origin) => ({
      url: `${origin}/script`,
    }));
    await rejects(fetchAll(), (error: { code?: string }) => {
      equal(error.code, code);
      return true;
    });
    equal(await isMarked(sandbox, build), false);
  }
});

test('a source that the rules forbid is not connected to', async (t) => {
  const hits: string[] = [];
  const { fetchAll } = await fetchingBuild(
    sandbox,
    t,
    ({ url = '' }, response) => {
      hits.push(url);
      response.end();
    },
    (origin) => ({ url: `${origin}/script` }),
  );

  const rules = { schemes: ['http' as const], ports: [80], allow: [], ownHosts: [] };
  await rejects(fetchAll({ rules }), { code: 'SOURCE_REFUSED' });

  deepEqual(hits, []);
});

test('nothing is fetched for a build that has ended', async (t) => {
  const hits: string[] = [];
  const { build, fetchAll } = await fetchingBuild(
    sandbox,
    t,
    ({ url = '' }, response) => {
      hits.push(url);
      response.end();
    },
    (origin) => ({ url: `${origin}/script` }),
  );
  const set = { status: 'cancelled' as const };
  await tryChangeBuild(sandbox.table, 'acme', build.id, { from: 'running', set });

  await fetchAll();

  deepEqual(hits, []);
});

test('the staged files of a build that ended or was erased meanwhile are deleted', async (t) => {
  for (const ending of ['cancelled', 'erased']) {
    const { build, fetchAll } = await fetchingBuild(
      sandbox,
      t,
      async (_, response) => {
        const set = { status: 'cancelled' as const, endedAt: new Date().toISOString() };
        const ended = await tryChangeBuild(sandbox.table, 'acme', build.id, {
          from: 'running',
          set,
        });
        if (ended && ending === 'erased') await eraseBuild(sandbox, ended);
        response.end(scriptOf('a.txt'));
      },
      (origin) => ({ url: `${origin}/script` }),
    );
    const before = await versionsIn(sandbox.bucket, keys.stagedFolder(build.run));

    await fetchAll();

    const after = await versionsIn(sandbox.bucket, keys.stagedFolder(build.run));
    deepEqual(after, ending === 'erased' ? [] : before, ending);
  }
});
