import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { endInterruptedBuilds } from '../../../infra/local/interrupted-builds.ts';
import {
  addFetchingBuild,
  type FetchingBuild,
  fetchingSince,
} from '../../../shared/storage/rows/fetching-builds.ts';
import { transact } from '../../../shared/storage/table/transaction.ts';
import { startWaiting } from '../../../shared/workflow/starting/start.ts';
import { ago, buildOf, store, waitingBuild } from '../../support/builds.ts';
import { freshSweep } from '../../support/workflow/sweep-sandbox.ts';

test('a start ends the builds that ran when the stack stopped, frees their slots and says so', async (t) => {
  const { sandbox, deps, now, holders, stop } = await freshSweep(t);
  const builds = [
    await store(sandbox.table, waitingBuild()),
    await store(sandbox.table, waitingBuild()),
  ];
  await startWaiting(sandbox.startDeps());
  for (const build of builds) await stop(build);
  const before = await holders();
  const printed: string[] = [];

  await endInterruptedBuilds(deps, (line) => printed.push(line));

  deepEqual(before.sort(), builds.map(({ run }) => run).sort());
  deepEqual(await holders(), []);
  for (const build of builds) {
    const ended = await now(build);
    deepEqual([ended?.status, ended?.error?.code], ['failed', 'UNKNOWN_OUTCOME']);
  }
  deepEqual(printed, ['Ending the builds that were running when the stack stopped: 2']);
});

test('a start without interrupted builds prints nothing about them', async (t) => {
  const { deps } = await freshSweep(t);
  const printed: string[] = [];

  await endInterruptedBuilds(deps, (line) => printed.push(line));

  deepEqual(printed, []);
});

test('a start leaves builds whose URLs are fetched to the scheduled sweep, which sends their messages', async (t) => {
  const { sandbox, deps, stop } = await freshSweep(t);
  const { table } = sandbox;
  const fetched = buildOf({ fetches: true, createdAt: ago(5 * 60_000) });
  await transact(table, [addFetchingBuild(fetched)]);
  const interrupted = await store(table, waitingBuild());
  await startWaiting(sandbox.startDeps());
  await stop(interrupted);

  await endInterruptedBuilds(deps, () => {});

  const waiting: FetchingBuild[] = [];
  for await (const page of fetchingSince(table, ago(4 * 60_000))) waiting.push(...page);
  deepEqual(
    waiting.map(({ id }) => id),
    [fetched.id],
  );
});
