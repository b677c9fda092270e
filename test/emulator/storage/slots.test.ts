import { deepEqual, equal, ok } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { buildKey, getBuild } from '../../../shared/storage/rows/builds.ts';
import { freeSlot, readSlots, storeAnswer, takeSlot } from '../../../shared/storage/rows/slots.ts';
import type { Table } from '../../../shared/storage/rows/table.ts';
import { transact } from '../../../shared/storage/rows/transaction.ts';
import {
  endWaiting,
  leaveWaitingRoom,
  nextWaiting,
  waitingSince,
} from '../../../shared/storage/rows/waiting-room.ts';
import { cancelBuild } from '../../../shared/workflow/cancel.ts';
import { freshTable, itemsOf } from '../../support/aws/resources.ts';
import { ago, buildOf, store, waitingBuild } from '../../support/builds.ts';

let table: Table;
beforeEach(async () => {
  table = await freshTable();
});

const deadline = new Date(Date.now() + 60_000).toISOString();
const holders = async () => Object.keys((await readSlots(table)).holders);
const copying = async () => (await itemsOf(table)).filter(({ pk }) => pk === 'COPYING');
const places = async () => (await itemsOf(table)).filter(({ pk }) => pk === 'WAITING').length;

test('before the first build there is one empty set of slots, made once', async () => {
  const all = await Promise.all([1, 2, 3].map(() => readSlots(table)));

  for (const { holders, last } of all) deepEqual([holders, last], [{}, '']);
  equal((await itemsOf(table)).length, 1);
});

test('the turn goes to the next tenant, and within it to the oldest build', async () => {
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
  await transact(table, [leaveWaitingRoom(a1)]);
  equal(await next(''), a2.run);
});

test('no tenant is skipped, whatever letters its name is made of', async () => {
  const tenants = ['0', 'A', 'Z', 'a', 'a-', 'a-b', 'a0', 'a_', 'a_b', 'aa', 'z'];
  for (const tenant of tenants) await store(table, waitingBuild({ tenant }));

  const seen: string[] = [];
  for (let last = ''; seen.length < tenants.length; last = seen.at(-1) ?? '')
    seen.push((await nextWaiting(table, last))?.tenant ?? '');

  deepEqual([...seen].sort(), [...tenants].sort());
});

test('nobody waits in an empty room', async () => {
  equal(await nextWaiting(table, ''), undefined);
  equal(await nextWaiting(table, 'acme'), undefined);
});

test('a slot that is taken is held, the place is empty and the build runs', async () => {
  const build = await store(table, waitingBuild({ tenant: 'acme' }));
  await readSlots(table);

  equal(await takeSlot(table, build, 1, deadline), true);

  const slots = await readSlots(table);
  const row = await getBuild(table, 'acme', build.id);
  equal(slots.last, 'acme');
  deepEqual({ ...slots.holders[build.run], since: 0 }, { tenant: 'acme', id: build.id, since: 0 });
  equal(row?.status, 'running');
  equal(row?.startedAt, new Date(slots.holders[build.run]?.since ?? 0).toISOString());
  equal(row?.deadline, deadline);
  equal(await places(), 0);
});

test('no slot is taken beyond the limit, and then nothing changes', async () => {
  const [first, second] = [await store(table, waitingBuild()), await store(table, waitingBuild())];
  await readSlots(table);
  await takeSlot(table, first, 1, deadline);

  equal(await takeSlot(table, second, 1, deadline), false);

  deepEqual(await holders(), [first.run]);
  equal((await getBuild(table, 'default', second.id))?.status, 'queued');
  equal(await places(), 1);
});

test('a starter that saw an older turn takes nothing, so that no tenant is passed over', async () => {
  const [one, other] = [
    await store(table, waitingBuild({ tenant: 'acme' })),
    await store(table, waitingBuild({ tenant: 'acme' })),
  ];
  const { last } = await readSlots(table);

  equal(await takeSlot(table, one, 4, deadline, last), true);
  equal(await takeSlot(table, other, 4, deadline, last), false);

  deepEqual(await holders(), [one.run]);
  equal((await getBuild(table, 'acme', other.id))?.status, 'queued');
  equal(await takeSlot(table, other, 4, deadline, 'acme'), true);
});

test('a build takes one slot, however many want to start it at once', async () => {
  const build = await store(table, waitingBuild());
  await readSlots(table);

  const taken = await Promise.all([1, 2, 3, 4, 5].map(() => takeSlot(table, build, 4, deadline)));

  equal(taken.filter(Boolean).length, 1);
  deepEqual(await holders(), [build.run]);
});

test('a place whose build no longer waits is cleared away', async () => {
  const build = await store(table, waitingBuild());
  await readSlots(table);
  const Item = { ...buildKey(build.tenant, build.id), erased: true };
  await transact(table, [{ put: Item }]);

  equal(await takeSlot(table, build, 4, deadline), false);

  equal(await places(), 0);
  deepEqual(await holders(), []);
});

test('the first answer is stored and frees the slot, the second changes nothing', async () => {
  const build = await store(table, waitingBuild());
  await readSlots(table);
  await takeSlot(table, build, 4, deadline);

  equal(await storeAnswer(table, build, { answer: { files: ['a'] } }), true);
  equal(await storeAnswer(table, build, { answer: { files: ['b'] } }), false);

  deepEqual(await holders(), []);
  deepEqual((await getBuild(table, 'default', build.id))?.answer, { files: ['a'] });
});

test('the first answer puts its build among those that are copied, by age and until its row goes', async () => {
  const build = await store(table, waitingBuild({ tenant: 'acme' }));
  await readSlots(table);
  await takeSlot(table, build, 4, deadline);
  const before = new Date().toISOString();

  await storeAnswer(table, build, { answer: { files: ['a'] } });
  await storeAnswer(table, build, { answer: { files: ['b'] } });

  const [item, ...others] = await copying();
  const { tenant, id, run, expiresAt } = build;
  const since = `${item?.since}`;
  const sk = `${since}#${run}`;
  deepEqual(item, { pk: 'COPYING', sk, tenant, id, run, since, expiresAt });
  ok(before <= since && since <= new Date().toISOString(), since);
  deepEqual(others, []);
});

test('an answer that is an end leaves nothing to look for', async () => {
  const build = await store(table, waitingBuild());
  await readSlots(table);
  await takeSlot(table, build, 4, deadline);

  equal(await storeAnswer(table, build, { status: 'failed', endedAt: ago(0) }), true);

  deepEqual([await holders(), await copying()], [[], []]);
});

test('an answer after a cancel changes nothing, and leaves the slot to the sweep', async () => {
  const build = await store(table, waitingBuild());
  await readSlots(table);
  await takeSlot(table, build, 4, deadline);
  await cancelBuild(table, build);

  equal(await storeAnswer(table, build, { answer: { files: ['a'] } }), false);

  deepEqual([await holders(), await copying()], [[build.run], []]);
  equal((await getBuild(table, 'default', build.id))?.answer, undefined);
});

test('a slot is freed as often as one likes, others stay', async () => {
  const [one, two] = [await store(table, waitingBuild()), await store(table, waitingBuild())];
  await readSlots(table);
  for (const build of [one, two]) await takeSlot(table, build, 4, deadline);

  await freeSlot(table, one.run);
  await freeSlot(table, one.run);

  deepEqual(await holders(), [two.run]);
});

test('a build that waits is ended with its place, one that runs is not', async () => {
  const [waits, runs] = [await store(table, waitingBuild()), await store(table, buildOf())];

  equal(await endWaiting(table, waits, { status: 'cancelled' }), true);
  equal(await endWaiting(table, waits, { status: 'cancelled' }), false);
  equal(await endWaiting(table, runs, { status: 'cancelled' }), false);

  equal((await getBuild(table, 'default', waits.id))?.status, 'cancelled');
  equal((await getBuild(table, 'default', runs.id))?.status, 'running');
  equal(await places(), 0);
});

test('those who have waited since before a time are found, in every tenant', async () => {
  const old = await Promise.all(
    ['a', 'b'].map((tenant) => store(table, waitingBuild({ tenant, createdAt: ago(60_000) }))),
  );
  await store(table, waitingBuild({ createdAt: ago(1000) }));

  const found = await waitingSince(table, ago(30_000));

  deepEqual(found.map(({ run }) => run).sort(), old.map(({ run }) => run).sort());
});
