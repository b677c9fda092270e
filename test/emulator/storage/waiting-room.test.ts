import { deepEqual, equal } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { getBuild } from '../../../shared/storage/rows/builds.ts';
import { endWaiting, waitingSince } from '../../../shared/storage/rows/waiting-room.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { freshTable, itemsOf } from '../../support/aws/resources.ts';
import { ago, buildOf, store, waitingBuild } from '../../support/builds.ts';

let table: Table;
beforeEach(async () => {
  table = await freshTable();
});

const places = async () =>
  (await itemsOf(table)).filter(({ pk }) => `${pk}`.startsWith('WAITING')).length;

test('endWaiting() ends a build that waits and removes its place, but does not end a running build', async () => {
  const [waits, runs] = [await store(table, waitingBuild()), await store(table, buildOf())];
  const low = await store(table, waitingBuild({ priority: 'low' }));
  equal(await places(), 2);

  equal(await endWaiting(table, low, { status: 'cancelled' }), true);
  equal(await endWaiting(table, waits, { status: 'cancelled' }), true);
  equal(await endWaiting(table, waits, { status: 'cancelled' }), false);
  equal(await endWaiting(table, runs, { status: 'cancelled' }), false);

  equal((await getBuild(table, 'default', waits.id))?.status, 'cancelled');
  equal((await getBuild(table, 'default', runs.id))?.status, 'running');
  equal(await places(), 0);
});

test('waitingSince() finds the builds of all tenants and priorities that have waited since before a time', async () => {
  const old = await Promise.all(
    (['normal', 'low', undefined] as const).map((priority) =>
      store(table, waitingBuild({ tenant: `${priority}`, priority, createdAt: ago(60_000) })),
    ),
  );
  await store(table, waitingBuild({ createdAt: ago(1000) }));

  const found = await waitingSince(table, ago(30_000));

  deepEqual(found.map(({ run }) => run).sort(), old.map(({ run }) => run).sort());
});
