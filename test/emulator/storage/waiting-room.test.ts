import { deepEqual, equal } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { getBuild } from '../../../shared/storage/rows/builds.ts';
import type { Table } from '../../../shared/storage/rows/table.ts';
import { transact } from '../../../shared/storage/rows/transaction.ts';
import {
  endWaiting,
  nextWaiting,
  placeKey,
  waitingSince,
} from '../../../shared/storage/rows/waiting-room.ts';
import { freshTable, itemsOf } from '../../support/aws/resources.ts';
import { ago, buildOf, store, waitingBuild } from '../../support/builds.ts';

let table: Table;
beforeEach(async () => {
  table = await freshTable();
});

const places = async () => (await itemsOf(table)).filter(({ pk }) => pk === 'WAITING').length;

test('nextWaiting() returns the oldest build of the tenant after the last one', async () => {
  const [a1, a2, ab, b] = await Promise.all([
    store(table, waitingBuild({ tenant: 'acme', createdAt: ago(2000) })),
    store(table, waitingBuild({ tenant: 'acme', createdAt: ago(1000) })),
    store(table, waitingBuild({ tenant: 'acme-b', createdAt: ago(9000) })),
    store(table, waitingBuild({ tenant: 'b', createdAt: ago(5000) })),
  ]);
  const next = async (last: string) => (await nextWaiting(table, last))?.run;

  equal(await next(''), a1.run);
  equal(await next('acme'), ab.run);
  equal(await next('acme-b'), b.run);
  equal(await next('b'), a1.run);
  equal(await next('zzz'), a1.run);
  equal(await next('aaa'), a1.run);
  await transact(table, [{ remove: placeKey(a1) }]);
  equal(await next(''), a2.run);
});

test('nextWaiting() skips no tenant, for every kind of name', async () => {
  const tenants = ['0', 'A', 'Z', 'a', 'a-', 'a-b', 'a0', 'a_', 'a_b', 'aa', 'z'];
  for (const tenant of tenants) await store(table, waitingBuild({ tenant }));

  const seen: string[] = [];
  for (let last = ''; seen.length < tenants.length; last = seen.at(-1) ?? '')
    seen.push((await nextWaiting(table, last))?.tenant ?? '');

  deepEqual([...seen].sort(), [...tenants].sort());
});

test('nextWaiting() returns undefined if no build waits', async () => {
  equal(await nextWaiting(table, ''), undefined);
  equal(await nextWaiting(table, 'acme'), undefined);
});

test('endWaiting() ends a build that waits and removes its place, but does not end a running build', async () => {
  const [waits, runs] = [await store(table, waitingBuild()), await store(table, buildOf())];

  equal(await endWaiting(table, waits, { status: 'cancelled' }), true);
  equal(await endWaiting(table, waits, { status: 'cancelled' }), false);
  equal(await endWaiting(table, runs, { status: 'cancelled' }), false);

  equal((await getBuild(table, 'default', waits.id))?.status, 'cancelled');
  equal((await getBuild(table, 'default', runs.id))?.status, 'running');
  equal(await places(), 0);
});

test('waitingSince() finds the builds of all tenants that have waited since before a time', async () => {
  const old = await Promise.all(
    ['a', 'b'].map((tenant) => store(table, waitingBuild({ tenant, createdAt: ago(60_000) }))),
  );
  await store(table, waitingBuild({ createdAt: ago(1000) }));

  const found = await waitingSince(table, ago(30_000));

  deepEqual(found.map(({ run }) => run).sort(), old.map(({ run }) => run).sort());
});
