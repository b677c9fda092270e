import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { tryChangeBuild } from '../../../shared/storage/rows/change-build.ts';
import { recordAsked } from '../../../shared/storage/rows/running-build.ts';
import { cancelBuild } from '../../../shared/workflow/cancel.ts';
import { settle } from '../../../shared/workflow/settle.ts';
import { startWaiting } from '../../../shared/workflow/starting/start.ts';
import { settleOrSweep, sweep } from '../../../shared/workflow/sweep-builds.ts';
import { messagesIn } from '../../support/aws/resources.ts';
import { ago, buildOf, store, waitingBuild } from '../../support/builds.ts';
import { freshSweep } from '../../support/workflow/sweep-sandbox.ts';

const MINUTE = 60_000;

test('a running build with a slot and no execution gets an execution', async (t) => {
  const { sandbox, deps, holders, slotted } = await freshSweep(t);
  const build = await slotted();

  await sweep(deps, 0);

  equal(await sandbox.executions.stateOf(build.run), 'running');
  deepEqual(await holders(), [build.run]);
});

test('a slot is checked once it is a minute old', async (t) => {
  const { sandbox, deps, slotted, setHolder } = await freshSweep(t);
  const build = await slotted();

  await settleOrSweep(deps, { sweep: true });
  equal(await sandbox.executions.stateOf(build.run), 'none');

  await setHolder(build, MINUTE);
  await settleOrSweep(deps, { sweep: true });
  equal(await sandbox.executions.stateOf(build.run), 'running');
});

test('a build whose execution was stopped ends with an unknown outcome, and keeps its slot until Docs is done', async (t) => {
  const { sandbox, deps, now, holders, stop } = await freshSweep(t);
  const build = await store(sandbox.table, waitingBuild());
  await startWaiting(sandbox.startDeps());
  await recordAsked(sandbox.table, build);
  await stop(build);

  await sweep(deps, 0);
  deepEqual(
    [(await now(build))?.status, (await now(build))?.error?.code],
    ['failed', 'UNKNOWN_OUTCOME'],
  );
  deepEqual(await holders(), [build.run]);

  await sweep(deps, 0);
  await sweep(deps, 0);
  deepEqual(await holders(), []);
  equal((await messagesIn(sandbox.startsQueueUrl, 1)).length, 1);
});

test('a build whose execution was stopped before Docs was asked frees its slot with its end', async (t) => {
  const { sandbox, server, deps, now, holders, stop } = await freshSweep(t);
  const build = await store(sandbox.table, waitingBuild());
  await startWaiting(sandbox.startDeps());
  await stop(build);

  await sweep(deps, 0);

  equal((await now(build))?.error?.code, 'UNKNOWN_OUTCOME');
  deepEqual([await holders(), server.jobs()], [[], []]);
  equal((await messagesIn(sandbox.startsQueueUrl, 1)).length, 1);
});

test('an event about a stopped execution ends its build at once', async (t) => {
  const { sandbox, deps, now, holders } = await freshSweep(t);
  const build = await store(sandbox.table, waitingBuild());
  await startWaiting(sandbox.startDeps());
  const input = JSON.stringify({ tenant: build.tenant, id: build.id, run: build.run });

  await settleOrSweep(deps, { detail: { input } });

  equal((await now(build))?.error?.code, 'UNKNOWN_OUTCOME');
  deepEqual(await holders(), []);
  equal(await settle(sandbox, build), false);
  equal(await settle(sandbox, buildOf()), false);
});

test('a build is not asked about while its execution runs', async (t) => {
  const { sandbox, server, deps, holders } = await freshSweep(t);
  const build = await store(sandbox.table, waitingBuild());
  await startWaiting(sandbox.startDeps());
  await recordAsked(sandbox.table, build);
  await cancelBuild(sandbox, build);
  const asked: string[] = [];
  const stateOf = async (run: string) => {
    asked.push(run);
    return sandbox.executions.stateOf(run);
  };

  await sweep({ ...deps, executions: { ...sandbox.executions, stateOf } }, 0);

  deepEqual([asked, server.jobs(), await holders()], [[], [], [build.run]]);
});

test('a slot of a build that ended before Docs was asked is freed, without a question to Docs', async (t) => {
  const { sandbox, server, deps, holders, unasked } = await freshSweep(t);
  const build = await unasked();
  const set = { status: 'cancelled' as const, endedAt: ago(0) };
  await tryChangeBuild(sandbox.table, build.tenant, build.id, { from: 'running', set });

  await sweep(deps, 0);

  deepEqual([await holders(), server.jobs()], [[], []]);
});

test('what Step Functions throttles is left to the next sweep, and the rest is repaired', async (t) => {
  const { sandbox, deps, now, slotted } = await freshSweep(t);
  const build = await slotted();
  const old = await store(sandbox.table, waitingBuild({ createdAt: ago(25 * 60 * MINUTE) }));
  const throttled = async () => {
    throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
  };
  const { executions } = sandbox;

  await sweep({ ...deps, executions: { ...executions, running: throttled } }, 0);
  await sweep({ ...deps, executions: { ...executions, stateOf: throttled } }, 0);
  await sweep({ ...deps, executions: { ...executions, start: throttled } }, 0);

  equal(await executions.stateOf(build.run), 'none');
  equal((await now(old))?.status, 'failed');
  await sweep(deps, 0);
  equal(await executions.stateOf(build.run), 'running');
});

test('a build that has waited for a day ends, a younger one keeps waiting', async (t) => {
  const { sandbox, deps, now } = await freshSweep(t);
  const old = await store(sandbox.table, waitingBuild({ createdAt: ago(25 * 60 * MINUTE) }));
  const young = await store(sandbox.table, waitingBuild());

  await sweep(deps);

  deepEqual([(await now(old))?.status, (await now(old))?.error?.code], ['failed', 'BUILD_TIMEOUT']);
  equal((await now(young))?.status, 'queued');
});

test('the sweep repairs other slots when one repair fails, and throws its error', async (t) => {
  const { sandbox, deps, now, slotted } = await freshSweep(t);
  const [bad, good] = [await slotted(), await slotted()];
  const { executions } = sandbox;
  const failing = {
    ...executions,
    start: (run: Parameters<typeof executions.start>[0]) =>
      run.run === bad.run ? Promise.reject(new Error('throttled')) : executions.start(run),
  };
  const old = await store(sandbox.table, waitingBuild({ createdAt: ago(25 * 60 * MINUTE) }));

  await rejects(sweep({ ...deps, executions: failing }, 0), { message: /throttled/ });

  equal(await executions.stateOf(good.run), 'running');
  equal((await now(old))?.status, 'failed');
});

test('a sweep without slots and builds changes nothing and sends no start signal', async (t) => {
  const { sandbox, deps, holders } = await freshSweep(t);

  await sweep(deps, 0);
  await sweep(deps, 0);

  deepEqual(await holders(), []);
  deepEqual(await messagesIn(sandbox.startsQueueUrl, 0), []);
});
