import { deepEqual, equal, rejects } from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { before, type TestContext, test } from 'node:test';
import { readText } from '../../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../../shared/storage/objects/keys.ts';
import { tryChangeBuild } from '../../../../shared/storage/rows/change-build.ts';
import { eraseBuild } from '../../../../shared/workflow/erase.ts';
import { fetchStartedBuild } from '../../../../shared/workflow/fetching/fetch-started-build.ts';
import { versionsIn } from '../../../support/builds.ts';
import { scriptOf } from '../../../support/docs/saving-script.ts';
import { fetchingBuild, isMarked } from '../../../support/workflow/fetching-build.ts';
import { freshSandbox, type Sandbox } from '../../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

/** A build that version 0.1.0 has started, and the step that fetches its URL. */
async function startedBuild(t: TestContext, listener: RequestListener) {
  const { build, deps } = await fetchingBuild(sandbox, t, listener, (origin) => ({
    url: `${origin}/script`,
  }));
  const { tenant, id, run } = build;
  const set = { status: 'running' as const };
  await tryChangeBuild(sandbox.table, tenant, id, { from: 'queued', set });
  return { build, fetchAll: () => fetchStartedBuild(deps, { tenant, id, run }) };
}

test('a build that version 0.1.0 has started is fetched once, and a marker object is written', async (t) => {
  const asked: string[] = [];
  const { build, fetchAll } = await startedBuild(t, ({ url = '' }, response) => {
    asked.push(url);
    response.end(scriptOf('a.txt'));
  });

  await fetchAll();
  await fetchAll();

  deepEqual(asked, ['/script']);
  equal(await readText(sandbox.bucket, keys.stagedScript(build)), scriptOf('a.txt'));
  equal(await isMarked(sandbox, build), true);
});

test('the step of version 0.1.0 throws the error of the fetch, and writes no marker object', async (t) => {
  const { build, fetchAll } = await startedBuild(t, (_, response) => response.writeHead(404).end());

  await rejects(fetchAll(), { code: 'SOURCE_DOWNLOAD' });

  equal(await isMarked(sandbox, build), false);
});

test('the step of version 0.1.0 fetches nothing for a build that has ended', async (t) => {
  const hits: string[] = [];
  const { build, fetchAll } = await startedBuild(t, ({ url = '' }, response) => {
    hits.push(url);
    response.end();
  });
  const set = { status: 'cancelled' as const };
  await tryChangeBuild(sandbox.table, 'acme', build.id, { from: 'running', set });

  await fetchAll();

  deepEqual(hits, []);
});

test('the step of version 0.1.0 deletes what it staged for a build that ended or was erased meanwhile', async (t) => {
  for (const ending of ['cancelled', 'erased']) {
    const { build, fetchAll } = await startedBuild(t, async (_, response) => {
      const set = { status: 'cancelled' as const, endedAt: new Date().toISOString() };
      const ended = await tryChangeBuild(sandbox.table, 'acme', build.id, { from: 'running', set });
      if (ended && ending === 'erased') await eraseBuild(sandbox, ended);
      response.end(scriptOf('a.txt'));
    });
    const before = await versionsIn(sandbox.bucket, keys.stagedFolder(build.run));

    await fetchAll();

    const after = await versionsIn(sandbox.bucket, keys.stagedFolder(build.run));
    deepEqual(after, ending === 'erased' ? [] : before, ending);
  }
});
