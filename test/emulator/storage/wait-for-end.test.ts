import { deepEqual, equal, ok } from 'node:assert/strict';
import { before, test } from 'node:test';
import { waitForEnd } from '../../../shared/storage/rows/wait-for-end.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { endBuild } from '../../../shared/workflow/end-build.ts';
import { freshTable } from '../../support/aws/resources.ts';
import { buildOf, endDeps, store } from '../../support/builds.ts';

let table: Table;
before(async () => {
  table = await freshTable();
});

/** The same table, which counts its reads; `first` resolves after the first read. */
function countingTable() {
  const first = Promise.withResolvers<void>();
  let reads = 0;
  const send = async (command: object): Promise<unknown> => {
    reads++;
    const answer = await table.client.send(command as never);
    first.resolve();
    return answer;
  };
  return {
    table: { ...table, client: { send } } as unknown as Table,
    reads: () => reads,
    first: first.promise,
  };
}

test('waitForEnd() returns a build that ends while it waits with the next read', async () => {
  const build = await store(table, buildOf());
  const counting = countingTable();
  const waiting = waitForEnd(counting.table, build.tenant, build.id, Date.now() + 60_000);
  await counting.first;
  await endBuild(endDeps(table), build, { files: [] });
  const before = counting.reads();

  equal((await waiting)?.status, 'succeeded');
  ok(counting.reads() <= before + 1, `${counting.reads()} reads, ${before} before the end`);
});

test('waitForEnd() returns a build that has ended with the first read', async () => {
  const build = await store(table, buildOf({ status: 'failed' }));
  const counting = countingTable();

  const given = await waitForEnd(counting.table, build.tenant, build.id, Date.now() + 60_000);

  deepEqual([given?.status, counting.reads()], ['failed', 1]);
});

test('waitForEnd() returns a build that has not ended when the time is up', async () => {
  const build = await store(table, buildOf());
  const until = Date.now() + 250;

  equal((await waitForEnd(table, build.tenant, build.id, until))?.status, 'running');
  ok(Date.now() >= until);
});

test('waitForEnd() reads once if there is no time to wait', async () => {
  const build = await store(table, buildOf());
  const counting = countingTable();

  equal((await waitForEnd(counting.table, build.tenant, build.id, 0))?.status, 'running');
  equal(counting.reads(), 1);
});

test('waitForEnd() does not wait for a build that does not exist', async () => {
  const counting = countingTable();

  equal(await waitForEnd(counting.table, 'nobody', 'nothing', Date.now() + 60_000), undefined);
  equal(counting.reads(), 2); // the second one is strongly consistent
});
