import { equal, ok } from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredBuild } from '../../shared/storage/rows/builds.ts';
import { firstStatusOf, rememberAnswer } from '../../shared/storage/rows/idempotency-keys.ts';
import { admit } from '../../shared/workflow/admit.ts';
import { eraseBuild } from '../../shared/workflow/erase.ts';
import { scriptOf } from '../support/docs.ts';
import { freshWorkshop, type Workshop } from '../support/workshop.ts';

let shop: Workshop;
before(async () => {
  shop = await freshWorkshop();
});

/** A build under a key, as it is when it has ended. */
async function endedBuild(tenant: string, heldUntil?: number): Promise<StoredBuild> {
  const { build } = await admit(
    shop.doors,
    { script: scriptOf('a.docx') },
    { tenant, origin: 'http', correlationId: 'c', idempotencyKey: 'k', heldUntil },
  );
  return { ...build, status: 'succeeded' };
}

/** What is answered, and after how many milliseconds. */
async function timedStatus(build: StoredBuild): Promise<[number, number]> {
  const since = performance.now();
  const status = await firstStatusOf(shop.table, build);
  return [status, performance.now() - since];
}

test('the first answer is 202 until it is remembered as 200', async () => {
  const build = await endedBuild('status');

  equal(await firstStatusOf(shop.table, build), 202);
  await rememberAnswer(shop.table, build, 200);
  equal(await firstStatusOf(shop.table, build), 200);
});

test('a build without a key was first answered with 202, and nothing is remembered of it', async () => {
  const build = { ...(await endedBuild('keyless')), idempotencyKey: undefined };

  await rememberAnswer(shop.table, build, 200);

  equal(await firstStatusOf(shop.table, build), 202);
});

test('a first answer that is held beside its repetition is waited for once the build has ended', async () => {
  const build = await endedBuild('beside', Date.now() + 20_000);

  const status = firstStatusOf(shop.table, build);
  await sleep(150);
  await rememberAnswer(shop.table, build, 200);

  equal(await status, 200);
});

test('a first answer that never comes is waited for a second', async () => {
  const [status, waitedMs] = await timedStatus(await endedBuild('never', Date.now() + 20_000));

  equal(status, 202);
  ok(waitedMs >= 990, `${waitedMs} ms`);
});

test('a first answer that was not held to the end is not waited for', async () => {
  const over = await endedBuild('over', Date.now() - 2000);
  const running = {
    ...(await endedBuild('running', Date.now() + 20_000)),
    status: 'running',
  } as const;

  for (const build of [over, running, await endedBuild('unheld')]) {
    const [status, waitedMs] = await timedStatus(build);
    equal(status, 202);
    ok(waitedMs < 900, `${waitedMs} ms`);
  }
});

test('an answer that comes after its build was erased marks no other build of its key', async () => {
  const erased = await endedBuild('late');
  await eraseBuild(shop, erased);
  await rememberAnswer(shop.table, erased, 200);
  const next = await endedBuild('late');

  await rememberAnswer(shop.table, erased, 200);

  equal(await firstStatusOf(shop.table, next), 202);
});
