import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { recordAsked, storeAnswer } from '../../../shared/storage/rows/running-build.ts';
import { readSlots } from '../../../shared/storage/rows/slots.ts';
import { FIRST_TURN, nextInTurn } from '../../../shared/storage/rows/turns.ts';
import { cancelBuild } from '../../../shared/workflow/cancel.ts';
import { endBuild } from '../../../shared/workflow/end-build.ts';
import { startWaiting } from '../../../shared/workflow/starting/start.ts';
import { messagesIn } from '../../support/aws/resources.ts';
import { buildOf, store, waitingBuild } from '../../support/builds.ts';
import { freshSandbox, type Sandbox } from '../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

const now = ({ tenant, id }: StoredBuild) => getBuild(sandbox.table, tenant, id);

test('a queued build is cancelled, loses its place and is never started', async () => {
  const build = await store(sandbox.table, waitingBuild({ tenant: 'waits' }));

  const cancelled = await cancelBuild(sandbox, build);

  equal(cancelled.status, 'cancelled');
  deepEqual(await nextInTurn(sandbox.table, FIRST_TURN, 'normal', 1), []);
  equal(await startWaiting(sandbox.startDeps()), 0);
  equal(await sandbox.executions.stateOf(build.run), 'none');
});

test('a queued build of low priority that is cancelled loses its place', async () => {
  const build = await store(sandbox.table, waitingBuild({ priority: 'low' }));

  await cancelBuild(sandbox, build);

  deepEqual(await nextInTurn(sandbox.table, FIRST_TURN, 'low', 1), []);
});

test('a build that Docs was asked for is cancelled at once and keeps its slot', async () => {
  const build = await store(sandbox.table, waitingBuild());
  await startWaiting(sandbox.startDeps(100));
  await recordAsked(sandbox.table, build);

  const cancelled = await cancelBuild(sandbox, build);

  equal(cancelled.status, 'cancelled');
  equal(build.run in (await readSlots(sandbox.table)).holders, true);
});

test('a repeated cancel returns the same build as the first one', async () => {
  const build = await store(sandbox.table, buildOf());

  const [first, second, third] = [
    await cancelBuild(sandbox, build),
    await cancelBuild(sandbox, build),
    await cancelBuild(sandbox, { ...build, status: 'queued' }),
  ];

  deepEqual(second, first);
  deepEqual(third, first);
});

test('a build that Docs has answered cannot be cancelled', async () => {
  const build = await store(sandbox.table, buildOf({ answer: { files: ['a'] } }));

  await rejects(cancelBuild(sandbox, build), {
    code: 'CONFLICT',
    message: 'The build cannot be cancelled any more: Docs has answered it.',
  });
  equal((await now(build))?.status, 'running');
});

test('a build that has succeeded cannot be cancelled', async () => {
  const build = await store(sandbox.table, buildOf());
  await endBuild(sandbox, build, { files: [] });

  await rejects(cancelBuild(sandbox, build), {
    code: 'CONFLICT',
    message: 'The build cannot be cancelled any more: it has succeeded.',
  });
});

test('the cancel of a build that no longer exists fails with NOT_FOUND', async () => {
  await rejects(cancelBuild(sandbox, buildOf()), { code: 'NOT_FOUND' });
});

test('of a cancel and an answer of Docs at once, one succeeds', async () => {
  for (let round = 0; round < 10; round++) {
    const build = await store(sandbox.table, waitingBuild());
    await startWaiting(sandbox.startDeps(100));
    await recordAsked(sandbox.table, build);

    const [cancelled, answered] = await Promise.allSettled([
      cancelBuild(sandbox, build),
      storeAnswer(sandbox.table, (await now(build)) ?? build, { answer: { files: ['a'] } }),
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

    await Promise.all([cancelBuild(sandbox, build), startWaiting(sandbox.startDeps(1000))]);

    equal((await now(build))?.status, 'cancelled');
    equal(build.run in (await readSlots(sandbox.table)).holders, false);
    deepEqual(await nextInTurn(sandbox.table, FIRST_TURN, 'normal', 1), []);
  }
});

test('a build that is cancelled before Docs was asked frees its slot at once', async () => {
  const own = await freshSandbox();
  const [build, next] = [
    await store(own.table, waitingBuild({ tenant: 'a' })),
    await store(own.table, waitingBuild({ tenant: 'b' })),
  ];
  await startWaiting(own.startDeps(1));

  const cancelled = await cancelBuild(own, (await getBuild(own.table, 'a', build.id)) ?? build);
  const signals = await messagesIn(own.startsQueueUrl, 1);
  const started = await startWaiting(own.startDeps(1));

  deepEqual([cancelled.status, signals.length, started], ['cancelled', 1, 1]);
  deepEqual(Object.keys((await readSlots(own.table)).holders), [next.run]);
});

test('a cancel that read its build as queued frees the slot that it took meanwhile', async () => {
  const own = await freshSandbox();
  const build = await store(own.table, waitingBuild());
  await startWaiting(own.startDeps(1));

  equal((await cancelBuild(own, build)).status, 'cancelled');

  deepEqual((await readSlots(own.table)).holders, {});
});

test('a build is cancelled although the start signal cannot be sent', async () => {
  const own = await freshSandbox();
  const build = await store(own.table, waitingBuild());
  await startWaiting(own.startDeps(1));
  const signalStart = () => Promise.reject(new Error('SQS is down'));

  equal((await cancelBuild({ ...own, signalStart }, build)).status, 'cancelled');

  deepEqual((await readSlots(own.table)).holders, {});
});
