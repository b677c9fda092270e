import { deepEqual, equal } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { getBuild } from '../../../shared/storage/rows/builds.ts';
import { endWaiting, surveyWaiting } from '../../../shared/storage/rows/waiting-room.ts';
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

test('surveyWaiting() counts the builds of each priority, and finds the oldest and those that have waited too long', async () => {
  const [old, older] = [ago(60_000), ago(90_000)];
  const stored = (tenant: string, createdAt: string, priority?: 'normal' | 'low') =>
    store(table, waitingBuild({ tenant, createdAt, priority }));
  const overdue = [await stored('b', old), await stored('c', older, 'normal')];
  await stored('a', ago(1000));

  const empty = { priority: 'low', count: 0, overdue: [] };
  const [normal, none] = await surveyWaiting(table, ago(30_000));
  deepEqual(none, empty);
  deepEqual([normal?.priority, normal?.count, normal?.oldest], ['normal', 3, older]);
  deepEqual(normal?.overdue.map(({ run }) => run).sort(), overdue.map(({ run }) => run).sort());

  const low = await stored('d', old, 'low');
  const [, found] = await surveyWaiting(table, ago(30_000));
  deepEqual([found?.count, found?.oldest], [1, old]);
  deepEqual(
    found?.overdue.map(({ run, priority }) => [run, priority]),
    [[low.run, 'low']],
  );
});
