import { deepEqual, equal, ok } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { getBuild, putBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { freeSlot, readSlots } from '../../../shared/storage/rows/slots.ts';
import type { Turn } from '../../../shared/storage/rows/turns.ts';
import { enterWaitingRoom } from '../../../shared/storage/rows/waiting-room.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { startWaiting } from '../../../shared/workflow/starting/start.ts';
import { sweep } from '../../../shared/workflow/sweep-builds.ts';
import { crashEverywhere } from '../../support/aws/crash.ts';
import { itemsOf } from '../../support/aws/resources.ts';
import { ago, store, waitingBuild } from '../../support/builds.ts';
import { embeddedDocs } from '../../support/docs/embedded-docs.ts';
import { freshSandbox, type Sandbox, through } from '../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await freshSandbox();
});

/** Stores many queued builds in few requests. */
async function storeMany(table: Table, builds: StoredBuild[]): Promise<void> {
  const puts = builds
    .flatMap((build) => [putBuild(build), enterWaitingRoom(build)])
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
  const rows = (await itemsOf(sandbox.table)).filter(({ status }) => status === 'running');
  return rows as StoredBuild[];
}

test('waiting builds start until the slots are taken', async () => {
  await storeMany(sandbox.table, many(6, 'acme'));

  equal(await startWaiting(sandbox.startDeps(4)), 4);
  equal(await startWaiting(sandbox.startDeps(4)), 0);

  const builds = await running();
  equal(builds.length, 4);
  for (const { run } of builds) equal(await sandbox.executions.stateOf(run), 'running');
});

test('nothing starts when no build waits', async () => {
  equal(await startWaiting(sandbox.startDeps()), 0);
});

test('a tenant with one build starts within three builds of a tenant with 300', async () => {
  await storeMany(sandbox.table, many(300, 'acme'));
  const deps = sandbox.startDeps(1);
  await startWaiting(deps);
  const single = await store(sandbox.table, waitingBuild({ tenant: 'small' }));

  let turns = 0;
  for (let started = false; !started && turns < 10; turns++) {
    const [[run, { slot }] = ['', { slot: 0 }]] = Object.entries(
      (await readSlots(sandbox.table)).holders,
    );
    await freeSlot(sandbox.table, { run, slot });
    await startWaiting(deps);
    started = (await getBuild(sandbox.table, 'small', single.id))?.status === 'running';
  }

  ok(turns <= 3, `${turns} builds of the other tenant started first`);
});

test('the builds of two tenants start alternately, however many slots become free at a time', async () => {
  await storeMany(sandbox.table, [...many(10, 'acme'), ...many(10, 'small')]);
  const started: string[] = [];

  for (const count of [3, 1, 2, 1, 3, 2]) {
    const held = Object.entries((await readSlots(sandbox.table)).holders).slice(0, count);
    for (const [run, { slot }] of held) await freeSlot(sandbox.table, { run, slot });
    await startWaiting(sandbox.startDeps(3));
    started.push(...(await lastStarted(count)));
  }

  const turns = ['acme', 'small', 'acme', 'small', 'acme', 'small'];
  deepEqual(started, [...turns, ...turns]);
});

/** The tenants of the last starts, in order. */
async function lastStarted(count: number): Promise<string[]> {
  type Slot = { tenant: string; turn: Turn };
  const slots = (await itemsOf(sandbox.table)).filter(({ pk }) => pk === 'SLOTS') as Slot[];
  const inOrder = slots.sort((a, b) => a.turn.number - b.turn.number);
  return inOrder.slice(-count).map(({ tenant }) => tenant);
}

test('within a tenant the oldest build starts first', async () => {
  const builds = many(3, 'acme');
  await storeMany(sandbox.table, builds.toReversed());

  await startWaiting(sandbox.startDeps(1));

  deepEqual(
    (await running()).map(({ id }) => id),
    [builds[0]?.id],
  );
});

test('twenty starts at once fill all slots and never more', async () => {
  await storeMany(sandbox.table, [...many(20, 'a'), ...many(20, 'b'), ...many(5, 'c')]);

  const started = await Promise.all(
    Array.from({ length: 20 }, () => startWaiting(sandbox.startDeps(4))),
  );

  equal(
    started.reduce((sum, count) => sum + count),
    4,
  );
  equal((await running()).length, 4);
  equal(Object.keys((await readSlots(sandbox.table)).holders).length, 4);
});

test('a build that has waited for a day ends without an execution', async () => {
  const build = await store(sandbox.table, waitingBuild({ createdAt: ago(25 * 3_600_000) }));

  equal(await startWaiting(sandbox.startDeps()), 0);

  const row = await getBuild(sandbox.table, 'default', build.id);
  equal(row?.status, 'failed');
  equal(row?.error?.code, 'BUILD_TIMEOUT');
  equal(await sandbox.executions.stateOf(build.run), 'none');
  deepEqual((await readSlots(sandbox.table)).holders, {});
});

test('a leftover place of a build that no longer waits does not stop other builds', async () => {
  const leftover = waitingBuild({ tenant: 'a', createdAt: ago(25 * 3_600_000) });
  const { put } = enterWaitingRoom(leftover);
  await sandbox.table.client.send(
    new BatchWriteCommand({
      RequestItems: { [sandbox.table.name]: [{ PutRequest: { Item: put } }] },
    }),
  );
  const build = await store(sandbox.table, waitingBuild({ tenant: 'b' }));

  equal(await startWaiting(sandbox.startDeps()), 1);

  equal((await getBuild(sandbox.table, 'b', build.id))?.status, 'running');
});

test('a start that crashes at any request is completed by the sweep, without a lost build or slot', async (t) => {
  const { docs } = await embeddedDocs(t);
  const steps = await crashEverywhere(
    async () => {
      sandbox = await freshSandbox();
      return Promise.all(
        ['a', 'b', 'c'].map((tenant) => store(sandbox.table, waitingBuild({ tenant }))),
      );
    },
    (_, clients) => startWaiting(through(sandbox, clients).startDeps(2)),
    async (builds, where) => {
      const { table, bucket, executions, signalStart, sendFetch } = sandbox;
      const sweepDeps = {
        table,
        bucket,
        docs,
        executions,
        signalStart,
        sendFetch,
        waitHours: 24,
      };
      await sweep(sweepDeps, 0);
      await startWaiting(sandbox.startDeps(2));

      const held = Object.keys((await readSlots(table)).holders).sort();
      deepEqual((await running()).map(({ run }) => run).sort(), held, where);
      equal(held.length, 2, where);
      for (const run of held) equal(await executions.stateOf(run), 'running', where);
      const rows = await Promise.all(builds.map(({ tenant, id }) => getBuild(table, tenant, id)));
      equal(rows.filter((row) => row?.status === 'queued').length, 1, where);
    },
  );

  ok(steps >= 7, `${steps} requests`);
});
