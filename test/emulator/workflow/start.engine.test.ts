import { deepEqual, equal, ok } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { getBuild, putBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { freeSlot, readSlots } from '../../../shared/storage/rows/slots.ts';
import type { Table } from '../../../shared/storage/rows/table.ts';
import { enterRoom } from '../../../shared/storage/rows/waiting-room.ts';
import { startWaiting } from '../../../shared/workflow/start.ts';
import { sweep } from '../../../shared/workflow/sweep.ts';
import { crashEverywhere } from '../../support/aws/crash.ts';
import { itemsOf } from '../../support/aws/resources.ts';
import { ago, store, waitingBuild } from '../../support/builds.ts';
import { embeddedDocs } from '../../support/docs/embedded-docs.ts';
import { freshWorkshop, through, type Workshop } from '../../support/workshop.ts';

let shop: Workshop;
beforeEach(async () => {
  shop = await freshWorkshop();
});

/** Lets many builds in, faster than the door does. */
async function storeMany(table: Table, builds: StoredBuild[]): Promise<void> {
  const puts = builds
    .flatMap((build) => [putBuild(build), enterRoom(build)])
    .map(({ put }) => ({ PutRequest: { Item: put } }));
  for (let index = 0; index < puts.length; index += 25)
    await table.client.send(
      new BatchWriteCommand({ RequestItems: { [table.name]: puts.slice(index, index + 25) } }),
    );
}

const many = (count: number, tenant: string) =>
  Array.from({ length: count }, (_, index) =>
    waitingBuild({ tenant, createdAt: ago(100_000 - index) }),
  );

async function running(): Promise<StoredBuild[]> {
  const rows = (await itemsOf(shop.table)).filter(({ status }) => status === 'running');
  return rows as StoredBuild[];
}

test('waiting builds start until the slots are taken', async () => {
  await storeMany(shop.table, many(6, 'acme'));

  equal(await startWaiting(shop.starter(4)), 4);
  equal(await startWaiting(shop.starter(4)), 0);

  const builds = await running();
  equal(builds.length, 4);
  for (const { run } of builds) equal(await shop.executions.stateOf(run), 'running');
});

test('nobody waits, so nothing starts', async () => {
  equal(await startWaiting(shop.starter()), 0);
});

test('a tenant with one build is not kept waiting by 300 of another', async () => {
  await storeMany(shop.table, many(300, 'acme'));
  const starter = shop.starter(1);
  await startWaiting(starter);
  const single = await store(shop.table, waitingBuild({ tenant: 'small' }));

  let turns = 0;
  for (let started = false; !started && turns < 10; turns++) {
    const [holder = ''] = Object.keys((await readSlots(shop.table)).holders);
    await freeSlot(shop.table, holder);
    await startWaiting(starter);
    started = (await getBuild(shop.table, 'small', single.id))?.status === 'running';
  }

  ok(turns <= 3, `${turns} builds of the other tenant went before`);
});

test('within a tenant the oldest build starts first', async () => {
  const builds = many(3, 'acme');
  await storeMany(shop.table, builds.toReversed());

  await startWaiting(shop.starter(1));

  deepEqual(
    (await running()).map(({ id }) => id),
    [builds[0]?.id],
  );
});

test('twenty starts at once never pass the limit, and start all of it', async () => {
  await storeMany(shop.table, [...many(20, 'a'), ...many(20, 'b'), ...many(5, 'c')]);

  const started = await Promise.all(
    Array.from({ length: 20 }, () => startWaiting(shop.starter(4))),
  );

  equal(
    started.reduce((sum, count) => sum + count),
    4,
  );
  equal((await running()).length, 4);
  equal(Object.keys((await readSlots(shop.table)).holders).length, 4);
});

test('a build ends so long after its start, and at the latest a day after it was made', async () => {
  const young = await store(shop.table, waitingBuild({ tenant: 'a' }));
  const old = await store(
    shop.table,
    waitingBuild({ tenant: 'b', createdAt: ago(24 * 3_600_000 - 60_000) }),
  );

  await startWaiting(shop.starter());

  const left = async ({ tenant, id }: StoredBuild) =>
    (Date.parse((await getBuild(shop.table, tenant, id))?.deadline ?? '') - Date.now()) / 60_000;
  ok(Math.abs((await left(young)) - 45) < 0.5);
  ok(Math.abs((await left(old)) - 1) < 0.5);
});

test('a build that waited for a day ends without having been started', async () => {
  const build = await store(shop.table, waitingBuild({ createdAt: ago(25 * 3_600_000) }));

  equal(await startWaiting(shop.starter()), 0);

  const row = await getBuild(shop.table, 'default', build.id);
  equal(row?.status, 'failed');
  equal(row?.error?.code, 'BUILD_TIMEOUT');
  equal(await shop.executions.stateOf(build.run), 'none');
  deepEqual((await readSlots(shop.table)).holders, {});
});

test('an old place without a build that waits stops nobody', async () => {
  const ghost = waitingBuild({ tenant: 'a', createdAt: ago(25 * 3_600_000) });
  const { put } = enterRoom(ghost);
  await shop.table.client.send(
    new BatchWriteCommand({
      RequestItems: { [shop.table.name]: [{ PutRequest: { Item: put } }] },
    }),
  );
  const build = await store(shop.table, waitingBuild({ tenant: 'b' }));

  equal(await startWaiting(shop.starter()), 1);

  equal((await getBuild(shop.table, 'b', build.id))?.status, 'running');
});

test('a start that dies at any point loses, doubles and blocks nothing', async (t) => {
  const { docs } = await embeddedDocs(t);
  const steps = await crashEverywhere(
    async () => {
      shop = await freshWorkshop();
      return Promise.all(
        ['a', 'b', 'c'].map((tenant) => store(shop.table, waitingBuild({ tenant }))),
      );
    },
    (_, clients) => startWaiting(through(shop, clients).starter(2)),
    async (builds, where) => {
      const { table, bucket, executions, doors } = shop;
      const sweeping = {
        table,
        bucket,
        docs,
        executions,
        signalStart: doors.signalStart,
        waitHours: 24,
      };
      await sweep(sweeping, 0);
      await startWaiting(shop.starter(2));

      const held = Object.keys((await readSlots(table)).holders).sort();
      deepEqual((await running()).map(({ run }) => run).sort(), held, where);
      equal(held.length, 2, where);
      for (const run of held) equal(await executions.stateOf(run), 'running', where);
      const rows = await Promise.all(builds.map(({ tenant, id }) => getBuild(table, tenant, id)));
      equal(rows.filter((row) => row?.status === 'queued').length, 1, where);
    },
  );

  ok(steps >= 8, `${steps} requests`);
});
