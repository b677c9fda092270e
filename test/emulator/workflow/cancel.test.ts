import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { readSlots, storeAnswer } from '../../../shared/storage/rows/slots.ts';
import { nextWaiting } from '../../../shared/storage/rows/waiting-room.ts';
import { cancelBuild } from '../../../shared/workflow/cancel.ts';
import { endBuild } from '../../../shared/workflow/end-build.ts';
import { startWaiting } from '../../../shared/workflow/start.ts';
import { buildOf, store, waitingBuild } from '../../support/builds.ts';
import { freshSandbox, type Sandbox } from '../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

const now = ({ tenant, id }: StoredBuild) => getBuild(sandbox.table, tenant, id);

test('a queued build is cancelled, loses its place and is never started', async () => {
  const build = await store(sandbox.table, waitingBuild({ tenant: 'waits' }));

  const cancelled = await cancelBuild(sandbox.table, build);

  equal(cancelled.status, 'cancelled');
  equal(await nextWaiting(sandbox.table, 'waits'), undefined);
  equal(await startWaiting(sandbox.startDeps()), 0);
  equal(await sandbox.executions.stateOf(build.run), 'none');
});

test('a running build is cancelled at once and keeps its slot', async () => {
  const build = await store(sandbox.table, waitingBuild());
  await startWaiting(sandbox.startDeps(100));

  const cancelled = await cancelBuild(sandbox.table, build);

  equal(cancelled.status, 'cancelled');
  equal(build.run in (await readSlots(sandbox.table)).holders, true);
});

test('a repeated cancel returns the same build as the first one', async () => {
  const build = await store(sandbox.table, buildOf());

  const [first, second, third] = [
    await cancelBuild(sandbox.table, build),
    await cancelBuild(sandbox.table, build),
    await cancelBuild(sandbox.table, { ...build, status: 'queued' }),
  ];

  deepEqual(second, first);
  deepEqual(third, first);
});

test('a build that Docs has answered cannot be cancelled', async () => {
  const build = await store(sandbox.table, buildOf({ answer: { files: ['a'] } }));

  await rejects(cancelBuild(sandbox.table, build), {
    code: 'CONFLICT',
    message: 'The build cannot be cancelled any more: Docs has answered it.',
  });
  equal((await now(build))?.status, 'running');
});

test('a build that has succeeded cannot be cancelled', async () => {
  const build = await store(sandbox.table, buildOf());
  await endBuild(sandbox.table, build, { files: [] });

  await rejects(cancelBuild(sandbox.table, build), {
    code: 'CONFLICT',
    message: 'The build cannot be cancelled any more: it has succeeded.',
  });
});

test('the cancel of a build that no longer exists fails with NOT_FOUND', async () => {
  await rejects(cancelBuild(sandbox.table, buildOf()), { code: 'NOT_FOUND' });
});

test('of a cancel and an answer of Docs at once, one succeeds', async () => {
  for (let round = 0; round < 10; round++) {
    const build = await store(sandbox.table, waitingBuild());
    await startWaiting(sandbox.startDeps(100));

    const [cancelled, answered] = await Promise.allSettled([
      cancelBuild(sandbox.table, build),
      storeAnswer(sandbox.table, build, { answer: { files: ['a'] } }),
    ]);

    const row = await now(build);
    const hasAnswered = answered.status === 'fulfilled' && answered.value;
    equal(cancelled.status === 'fulfilled', !hasAnswered);
    equal(row?.status, hasAnswered ? 'running' : 'cancelled');
    equal(row?.answer !== undefined, hasAnswered);
  }
});

test('a cancel and a start at once leave a cancelled build and no lost slot', async () => {
  for (let round = 0; round < 10; round++) {
    const build = await store(sandbox.table, waitingBuild());

    await Promise.all([cancelBuild(sandbox.table, build), startWaiting(sandbox.startDeps(1000))]);

    const held = build.run in (await readSlots(sandbox.table)).holders;
    equal((await now(build))?.status, 'cancelled');
    equal((await now(build))?.startedAt !== undefined, held);
    equal(await nextWaiting(sandbox.table, ''), undefined);
  }
});
