import { deepEqual, equal, ok } from 'node:assert/strict';
import { syncBuiltinESMExports } from 'node:module';
import { before, type TestContext, test } from 'node:test';
import type { Table } from '../../../shared/storage/rows/table.ts';
import { lookUntil, waitForEnd } from '../../../shared/storage/rows/wait-for-end.ts';
import { endBuild } from '../../../shared/workflow/end-build.ts';
import { freshTable } from '../../support/aws/resources.ts';
import { buildOf, store } from '../../support/builds.ts';

let table: Table;
before(async () => {
  table = await freshTable();
});

/** The same table; each look at it is counted, and the first is told of. */
function watched() {
  const first = Promise.withResolvers<void>();
  let looks = 0;
  const send = async (command: object): Promise<unknown> => {
    looks++;
    const seen = await table.client.send(command as never);
    first.resolve();
    return seen;
  };
  return {
    table: { ...table, client: { send } } as unknown as Table,
    looks: () => looks,
    first: first.promise,
  };
}

/** When somebody looks, in milliseconds since the beginning, by a clock that jumps to each end of a pause. */
async function looksWithin(t: TestContext, ms: number): Promise<number[]> {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 0 });
  syncBuiltinESMExports(); // or who imports setTimeout by its name keeps the true one
  const looks: number[] = [];
  const waiting = lookUntil(
    async () => looks.push(Date.now()),
    () => false,
    ms,
  );
  let isOver = false;
  waiting.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await new Promise(setImmediate);
    t.mock.timers.tick(1);
  }
  t.mock.timers.reset();
  syncBuiltinESMExports();
  return looks;
}

test('it looks after 100 ms, then each time after a tenth of what it has waited, at most a second', async (t) => {
  const looks = await looksWithin(t, 25_000);

  deepEqual(looks.slice(0, 12), [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100]);
  const pauses = looks.slice(1).map((at, n) => at - (looks[n] ?? 0));
  for (const [n, pause] of pauses.slice(0, -1).entries()) {
    const tenth = Math.min(1000, Math.max(100, (looks[n] ?? 0) / 10));
    ok(Math.abs(pause - tenth) <= 1, `${pause} ms after ${looks[n]}`);
  }
  equal(looks.at(-1), 25_000);
});

test('a build that ends meanwhile is given at the next look', async () => {
  const build = await store(table, buildOf());
  const door = watched();
  const waiting = waitForEnd(door.table, build.tenant, build.id, Date.now() + 60_000);
  await door.first;
  await endBuild(table, build, { files: [] });
  const before = door.looks();

  equal((await waiting)?.status, 'succeeded');
  ok(door.looks() <= before + 1, `${door.looks()} looks, ${before} before the end`);
});

test('a build that has ended is given at the first look', async () => {
  const build = await store(table, buildOf({ status: 'failed' }));
  const door = watched();

  const given = await waitForEnd(door.table, build.tenant, build.id, Date.now() + 60_000);

  deepEqual([given?.status, door.looks()], ['failed', 1]);
});

test('a build that does not end in time is given as it is', async () => {
  const build = await store(table, buildOf());
  const until = Date.now() + 250;

  equal((await waitForEnd(table, build.tenant, build.id, until))?.status, 'running');
  ok(Date.now() >= until);
});

test('without time to wait it is one look', async () => {
  const build = await store(table, buildOf());
  const door = watched();

  equal((await waitForEnd(door.table, build.tenant, build.id, 0))?.status, 'running');
  equal(door.looks(), 1);
});

test('a build that is gone is not waited for', async () => {
  const door = watched();

  equal(await waitForEnd(door.table, 'nobody', 'nothing', Date.now() + 60_000), undefined);
  equal(door.looks(), 1);
});
