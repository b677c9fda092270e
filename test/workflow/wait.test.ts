import { equal, ok } from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Table } from '../../shared/storage/table.ts';
import { endBuild } from '../../shared/workflow/end.ts';
import { waitForEnd } from '../../shared/workflow/wait.ts';
import { freshTable } from '../support/aws.ts';
import { buildOf, store } from '../support/builds.ts';

let table: Table;
before(async () => {
  table = await freshTable();
});

test('a build that ends meanwhile is given soon after', async () => {
  const build = await store(table, buildOf());
  const waiting = waitForEnd(table, build.tenant, build.id, Date.now() + 10_000);
  await sleep(150);
  await endBuild(table, build, { files: [] });
  const since = Date.now();

  equal((await waiting)?.status, 'succeeded');
  ok(Date.now() - since < 300);
});

test('a build that has ended is given at once', async () => {
  const build = await store(table, buildOf({ status: 'failed' }));
  const since = Date.now();

  equal((await waitForEnd(table, build.tenant, build.id, Date.now() + 10_000))?.status, 'failed');
  ok(Date.now() - since < 100);
});

test('a build that does not end in time is given as it is', async () => {
  const build = await store(table, buildOf());
  const since = Date.now();

  equal((await waitForEnd(table, build.tenant, build.id, since + 250))?.status, 'running');
  ok(Date.now() - since >= 250 && Date.now() - since < 500);
});

test('without time to wait it is one look', async () => {
  const build = await store(table, buildOf());

  equal((await waitForEnd(table, build.tenant, build.id, 0))?.status, 'running');
});

test('a build that is gone is not waited for', async () => {
  equal(await waitForEnd(table, 'nobody', 'nothing', Date.now() + 10_000), undefined);
});
