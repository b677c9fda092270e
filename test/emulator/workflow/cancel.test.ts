import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { readSlots, storeAnswer } from '../../../shared/storage/rows/slots.ts';
import { nextWaiting } from '../../../shared/storage/rows/waiting-room.ts';
import { cancelBuild } from '../../../shared/workflow/cancel.ts';
import { endBuild } from '../../../shared/workflow/end-build.ts';
import { startWaiting } from '../../../shared/workflow/start.ts';
import { buildOf, store, waitingBuild } from '../../support/builds.ts';
import { freshWorkshop, type Workshop } from '../../support/workshop.ts';

let shop: Workshop;
before(async () => {
  shop = await freshWorkshop();
});

const now = ({ tenant, id }: StoredBuild) => getBuild(shop.table, tenant, id);

test('a build that waits is cancelled with its place, and never started', async () => {
  const build = await store(shop.table, waitingBuild({ tenant: 'waits' }));

  const cancelled = await cancelBuild(shop.table, build);

  equal(cancelled.status, 'cancelled');
  equal(await nextWaiting(shop.table, 'waits'), undefined);
  equal(await startWaiting(shop.starter()), 0);
  equal(await shop.executions.stateOf(build.run), 'none');
});

test('a build that runs is cancelled at once, and its slot stays', async () => {
  const build = await store(shop.table, waitingBuild());
  await startWaiting(shop.starter(100));

  const cancelled = await cancelBuild(shop.table, build);

  equal(cancelled.status, 'cancelled');
  equal(build.run in (await readSlots(shop.table)).holders, true);
});

test('a second cancel gives the build as the first one did', async () => {
  const build = await store(shop.table, buildOf());

  const [first, second, third] = [
    await cancelBuild(shop.table, build),
    await cancelBuild(shop.table, build),
    await cancelBuild(shop.table, { ...build, status: 'queued' }),
  ];

  deepEqual(second, first);
  deepEqual(third, first);
});

test('once Docs has answered no cancel is possible', async () => {
  const build = await store(shop.table, buildOf({ answer: { files: ['a'] } }));

  await rejects(cancelBuild(shop.table, build), {
    code: 'CONFLICT',
    message: 'The build cannot be cancelled any more: Docs has answered it.',
  });
  equal((await now(build))?.status, 'running');
});

test('a build that has ended otherwise is not cancelled', async () => {
  const build = await store(shop.table, buildOf());
  await endBuild(shop.table, build, { files: [] });

  await rejects(cancelBuild(shop.table, build), {
    code: 'CONFLICT',
    message: 'The build cannot be cancelled any more: it has succeeded.',
  });
});

test('a build that is gone is not found', async () => {
  await rejects(cancelBuild(shop.table, buildOf()), { code: 'NOT_FOUND' });
});

test('a cancel and an answer at once: one of them wins, and both know which', async () => {
  for (let round = 0; round < 10; round++) {
    const build = await store(shop.table, waitingBuild());
    await startWaiting(shop.starter(100));

    const [cancelled, answered] = await Promise.allSettled([
      cancelBuild(shop.table, build),
      storeAnswer(shop.table, build, { answer: { files: ['a'] } }),
    ]);

    const row = await now(build);
    const hasAnswered = answered.status === 'fulfilled' && answered.value;
    equal(cancelled.status === 'fulfilled', !hasAnswered);
    equal(row?.status, hasAnswered ? 'running' : 'cancelled');
    equal(row?.answer !== undefined, hasAnswered);
  }
});

test('a cancel and a start at once: the build is cancelled, and no slot is lost', async () => {
  for (let round = 0; round < 10; round++) {
    const build = await store(shop.table, waitingBuild());

    await Promise.all([cancelBuild(shop.table, build), startWaiting(shop.starter(1000))]);

    const held = build.run in (await readSlots(shop.table)).holders;
    equal((await now(build))?.status, 'cancelled');
    equal((await now(build))?.startedAt !== undefined, held);
    equal(await nextWaiting(shop.table, ''), undefined);
  }
});
