import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { buildError } from '../../../shared/workflow/build-error.ts';
import { endBuild } from '../../../shared/workflow/end-build.ts';
import { eraseBuild } from '../../../shared/workflow/erase.ts';
import { settleOrSweep, sweep } from '../../../shared/workflow/sweep-builds.ts';
import { crashEverywhere } from '../../support/aws/crash.ts';
import { ago, buildOf, putCopy, versionsIn } from '../../support/builds.ts';
import { through } from '../../support/workflow/sandbox.ts';
import { freshSweep } from '../../support/workflow/sweep-sandbox.ts';

const MINUTE = 60_000;

test('a build whose execution was stopped during copying ends once, with an unknown outcome', async (t) => {
  const { deps, now, holders, copying, stoppedCopy } = await freshSweep(t);
  const build = await stoppedCopy();

  await sweep(deps, 0);
  const ended = await now(build);
  await sweep(deps, 0);

  deepEqual([ended?.status, ended?.error?.code], ['failed', 'UNKNOWN_OUTCOME']);
  deepEqual(await now(build), ended);
  deepEqual([await copying(), await holders()], [[build.run], []]);
});

test('a copy that outlived its build and died is deleted by a sweep 16 minutes after the end', async (t) => {
  const { sandbox, deps, copying, stoppedCopy, endedAgo } = await freshSweep(t);
  const build = await stoppedCopy();
  await sweep(deps, 0);
  await putCopy(sandbox.bucket, `results/default/${build.id}/a.txt`, build);

  await endedAgo(build, 15 * MINUTE);
  await sweep(deps, 0);
  const between = [(await versionsIn(sandbox.bucket, 'results/')).length, await copying()];
  await endedAgo(build, 16 * MINUTE);
  await sweep(deps, 0);

  deepEqual(between, [1, [build.run]]);
  deepEqual([await versionsIn(sandbox.bucket, 'results/'), await copying()], [[], []]);
});

test('a copy that outlived an erased build and died is deleted by a sweep 16 minutes after the end', async (t) => {
  const { sandbox, deps, now, copying, stoppedCopy, endedAgo } = await freshSweep(t);
  const build = await stoppedCopy();
  await sweep(deps, 0);
  await endedAgo(build, 16 * MINUTE);
  await eraseBuild(sandbox, (await now(build)) ?? build);
  await putCopy(sandbox.bucket, `results/default/${build.id}/a.txt`, build);

  await sweep(deps, 0);

  deepEqual([await versionsIn(sandbox.bucket, 'results/'), await copying()], [[], []]);
});

test('the files of a build whose execution was stopped are deleted', async (t) => {
  const { sandbox, deps, stoppedCopy } = await freshSweep(t);
  const build = await stoppedCopy();
  await putCopy(sandbox.bucket, `results/default/${build.id}/a.txt`, build);

  await sweep(deps, 0);
  await sweep(deps, 0);

  deepEqual(await versionsIn(sandbox.bucket, 'results/'), []);
});

test('a failed build keeps the files that it lists, a successful one all copied versions', async (t) => {
  const { sandbox, deps, copying, answered } = await freshSweep(t);
  const [failed, succeeded] = [await answered(), await answered()];
  const error = buildError('OUTPUT_MISSING', 'The script did not save b.txt; it saved a.txt.');
  const keptFor = async (build: StoredBuild, ending: { error?: typeof error }) => {
    const key = `results/default/${build.id}/a.txt`;
    const twice = [
      await putCopy(sandbox.bucket, key, build),
      await putCopy(sandbox.bucket, key, build),
    ];
    await endBuild(sandbox, build, { files: twice.slice(0, 1), ...ending });
    return twice.map(({ versionId }) => `${key} ${versionId}`);
  };
  const [listed] = await keptFor(failed, { error });
  const both = await keptFor(succeeded, {});

  await sweep(deps, 0);

  deepEqual(await versionsIn(sandbox.bucket, 'results/'), [listed, ...both].sort());
  deepEqual(await copying(), [failed.run]);
});

test('a build that is being copied is left to its running execution', async (t) => {
  const { sandbox, deps, now, copying, answered } = await freshSweep(t);
  const build = await answered();
  await sandbox.executions.start(build);

  await sweep(deps, 0);

  equal((await now(build))?.status, 'running');
  deepEqual(await copying(), [build.run]);
});

test('a build that is being copied without an execution gets one', async (t) => {
  const { sandbox, deps, answered } = await freshSweep(t);
  const build = await answered();

  await sweep(deps, 0);

  equal(await sandbox.executions.stateOf(build.run), 'running');
});

test('a build is checked once a minute has passed since the answer of Docs', async (t) => {
  const { deps, now, stoppedCopy, copySince } = await freshSweep(t);
  const build = await stoppedCopy();

  await settleOrSweep(deps, { sweep: true });
  equal((await now(build))?.status, 'running');

  await copySince(ago(MINUTE), build);
  await settleOrSweep(deps, { sweep: true });
  equal((await now(build))?.error?.code, 'UNKNOWN_OUTCOME');
});

test('a build that has ended, was erased or no longer exists is removed from the list', async (t) => {
  const { sandbox, deps, now, copying, answered, copySince, endedAgo } = await freshSweep(t);
  const [ended, erased, gone] = [await answered(), await answered(), buildOf()];
  await endBuild(sandbox, ended, { files: [] });
  await endBuild(sandbox, erased, { files: [] });
  await endedAgo(erased, 16 * MINUTE);
  await eraseBuild(sandbox, (await now(erased)) ?? erased);
  await copySince(ago(MINUTE), gone);
  equal((await copying()).length, 3);

  await sweep(deps, 0);

  deepEqual(await copying(), []);
  equal((await now(ended))?.status, 'succeeded');
  equal(await sandbox.executions.stateOf(gone.run), 'none');
});

test('one sweep checks all pages of the list of builds being copied', async (t) => {
  const { deps, now, copying, stoppedCopy, copySince } = await freshSweep(t);
  const gone = Array.from({ length: 250 }, () => buildOf());
  await copySince(ago(2 * MINUTE), ...gone.slice(0, 125));
  const build = await stoppedCopy();
  await copySince(ago(MINUTE), build, ...gone.slice(125));

  await sweep(deps);

  deepEqual([...new Set(await copying())].slice(0, 2), [build.run]);
  equal((await now(build))?.error?.code, 'UNKNOWN_OUTCOME');
});

test('the sweep repairs other copies when one repair fails, and throws its error', async (t) => {
  const { sandbox, deps, now, stoppedCopy } = await freshSweep(t);
  const [bad, good] = [await stoppedCopy(), await stoppedCopy()];
  const { executions } = sandbox;
  const failing = {
    ...executions,
    stateOf: (run: string) =>
      run === bad.run ? Promise.reject(new Error('throttled')) : executions.stateOf(run),
  };

  await rejects(sweep({ ...deps, executions: failing }, 0), { message: /throttled/ });
  equal((await now(good))?.error?.code, 'UNKNOWN_OUTCOME');
  equal((await now(bad))?.status, 'running');

  await sweep(deps, 0);
  equal((await now(bad))?.error?.code, 'UNKNOWN_OUTCOME');
});

test('a sweep that crashes at any request is completed by the next one, and ends its build once', async (t) => {
  const steps = await crashEverywhere(
    async () => {
      const world = await freshSweep(t);
      return { world, build: await world.stoppedCopy() };
    },
    ({ world }, clients) => {
      const { table, executions, signalStart } = through(world.sandbox, clients);
      return sweep({ ...world.deps, table, executions, signalStart }, 0);
    },
    async ({ world, build }, where) => {
      const { now, deps, copying } = world;
      const before = await now(build);
      await sweep(deps, 0);
      const after = await now(build);
      await sweep(deps, 0);

      equal(after?.error?.code, 'UNKNOWN_OUTCOME', where);
      if (before?.endedAt) deepEqual(after, before, where);
      await world.endedAgo(build, 16 * MINUTE);
      await sweep(deps, 0);
      deepEqual(await copying(), [], where);
    },
  );

  ok(steps >= 6, `${steps} requests`);
});
