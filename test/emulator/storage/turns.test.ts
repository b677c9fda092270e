import { deepEqual, equal } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { FIRST_TURN, nextInTurn, turnAfter } from '../../../shared/storage/rows/turns.ts';
import { placeKey } from '../../../shared/storage/rows/waiting-room.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { transact } from '../../../shared/storage/table/transaction.ts';
import { freshTable } from '../../support/aws/resources.ts';
import { ago, store, waitingBuild } from '../../support/builds.ts';

let table: Table;
beforeEach(async () => {
  table = await freshTable();
});

const after = (normal: string) => ({ ...FIRST_TURN, normal });
const next = async (last: string, count: number) =>
  (await nextInTurn(table, after(last), 'normal', count)).map(({ run }) => run);

/** A tenant's waiting builds, the oldest first. */
async function waits(tenant: string, count: number): Promise<string[]> {
  const builds: StoredBuild[] = [];
  for (let n = 0; n < count; n++)
    builds.push(await store(table, waitingBuild({ tenant, createdAt: ago(9000 - n) })));
  return builds.map(({ run }) => run);
}

test('the next build is the oldest one of the tenant after the last one served', async () => {
  const [a1, a2, ab, b] = await Promise.all([
    store(table, waitingBuild({ tenant: 'acme', createdAt: ago(2000) })),
    store(table, waitingBuild({ tenant: 'acme', createdAt: ago(1000) })),
    store(table, waitingBuild({ tenant: 'acme-b', createdAt: ago(9000) })),
    store(table, waitingBuild({ tenant: 'b', createdAt: ago(5000) })),
  ]);

  deepEqual(await next('', 1), [a1.run]);
  deepEqual(await next('acme', 1), [ab.run]);
  deepEqual(await next('acme-b', 1), [b.run]);
  deepEqual(await next('b', 1), [a1.run]);
  deepEqual(await next('zzz', 1), [a1.run]);
  deepEqual(await next('aaa', 1), [a1.run]);
  await transact(table, [{ remove: placeKey(a1) }]);
  deepEqual(await next('', 1), [a2.run]);
});

test('several builds are those of each tenant once around, then their second ones', async () => {
  const [a, b, c] = [await waits('a', 20), await waits('b', 1), await waits('c', 3)];

  deepEqual(await next('a', 2), [b[0], c[0]]);
  deepEqual(await next('a', 3), [b[0], c[0], a[0]]);
  deepEqual(await next('b', 5), [c[0], a[0], b[0], c[1], a[1]]);
  const all = [a[0], b[0], c[0], a[1], c[1], a[2], c[2], ...a.slice(3)];
  deepEqual(await next('', 16), all.slice(0, 16));
  deepEqual(await next('c', 100), all);
});

test('several builds of a lone tenant are its oldest ones, in order', async () => {
  const builds = await waits('acme', 5);

  for (const last of ['', 'acme', 'b']) {
    deepEqual(await next(last, 3), builds.slice(0, 3), last);
    deepEqual(await next(last, 16), builds, last);
  }
});

test('no tenant is skipped, for every kind of name', async () => {
  const tenants = ['0', 'A', 'Z', 'a', 'a-', 'a-b', 'a0', 'a_', 'a_b', 'aa', 'z'];
  for (const tenant of tenants) await store(table, waitingBuild({ tenant }));

  const seen: string[] = [];
  for (let last = ''; seen.length < tenants.length; last = seen.at(-1) ?? '')
    seen.push((await nextInTurn(table, after(last), 'normal', 1))[0]?.tenant ?? '');
  const together = await nextInTurn(table, after('a'), 'normal', 100);

  deepEqual([...seen].sort(), [...tenants].sort());
  equal(new Set(together.map(({ tenant }) => tenant)).size, tenants.length);
});

test('each priority has turns of its own', async () => {
  const stored = (tenant: string, priority?: 'low') =>
    store(table, waitingBuild({ tenant, priority }));
  const [a, b] = [await stored('a'), await stored('b')];
  const [lowA, lowB] = [await stored('a', 'low'), await stored('b', 'low')];
  const turn = { ...FIRST_TURN, normal: 'b', low: 'a' };
  const runs = async (priority: 'normal' | 'low', count: number) =>
    (await nextInTurn(table, turn, priority, count)).map(({ run }) => run);

  deepEqual(await runs('normal', 9), [a.run, b.run]);
  deepEqual(await runs('low', 9), [lowB.run, lowA.run]);
  deepEqual(await runs('low', 0), []);
});

test('there is no next build if no build waits', async () => {
  deepEqual(await next('', 1), []);
  deepEqual(await next('acme', 16), []);
});

test('a turn counts the starts, and the normal builds since the last one of low priority', () => {
  const first = turnAfter(FIRST_TURN, { tenant: 'a' });

  deepEqual(first, { number: 1, normal: 'a', low: '', normals: 1 });
  const second = turnAfter(first, { tenant: 'b', priority: 'normal' });
  deepEqual(second, { number: 2, normal: 'b', low: '', normals: 2 });
  const third = turnAfter(second, { tenant: 'c', priority: 'low' });
  deepEqual(third, { number: 3, normal: 'b', low: 'c', normals: 0 });
});
