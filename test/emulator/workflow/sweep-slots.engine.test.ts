import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { askForResults } from '../../../shared/docs/builder.ts';
import { tryChangeBuild } from '../../../shared/storage/rows/change-build.ts';
import { cancelBuild } from '../../../shared/workflow/cancel.ts';
import { eraseBuild } from '../../../shared/workflow/erase.ts';
import { sweep } from '../../../shared/workflow/sweep-builds.ts';
import { ago, waitingBuild } from '../../support/builds.ts';
import { freshSweep } from '../../support/workflow/sweep-sandbox.ts';

const MINUTE = 60_000;

test('the slot of a build that Docs has answered is freed', async (t) => {
  const { sandbox, deps, holders, slotted } = await freshSweep(t);
  const build = await slotted();
  const set = { answer: { files: [] } };
  await tryChangeBuild(sandbox.table, build.tenant, build.id, { from: 'running', set });

  await sweep(deps, 0);

  deepEqual(await holders(), []);
});

test('the slot of a cancelled build is kept while Docs works on the build, for 21 minutes at most', async (t) => {
  const { sandbox, server, docs, deps, holders, slotted } = await freshSweep(t);
  const build = await slotted();
  await cancelBuild(sandbox, build);
  server.faults.add({ name: 'lose-task', times: 1 });
  await askForResults(docs, build.run);

  await sweep(deps, 0);
  deepEqual(await holders(), [build.run]);

  const set = { askedSince: ago(21 * MINUTE) };
  await tryChangeBuild(sandbox.table, build.tenant, build.id, { from: 'cancelled', set });
  await sweep(deps, 0);
  deepEqual(await holders(), []);
});

test('the slot of an erased build is kept while Docs works on it under its second key', async (t) => {
  const { sandbox, server, docs, deps, holders, slotted } = await freshSweep(t);
  const build = await slotted();
  const docsKey = `${build.run}-2`;
  const set = { docsKey, askedSince: ago(MINUTE) };
  await tryChangeBuild(sandbox.table, build.tenant, build.id, { from: 'running', set });
  await eraseBuild(sandbox, await cancelBuild(sandbox, build));
  server.faults.add({ name: 'lose-task', times: 1 });
  await askForResults(docs, docsKey);

  await sweep(deps, 0);
  await sweep(deps, 0);

  deepEqual(await holders(), [build.run]);
});

test('a slot is kept when Docs is unavailable or refuses the token, and freed when Docs reports an error', async (t) => {
  const { sandbox, server, deps, refusedDocs, holders, slotted } = await freshSweep(t);
  const build = await slotted();
  await cancelBuild(sandbox, build);

  server.faults.add({ name: 'status', on: 'builder', status: 503, times: 1 });
  await sweep(deps, 0);
  server.faults.add({ name: 'html', on: 'builder', times: 1 });
  await sweep(deps, 0);
  await sweep({ ...deps, docs: refusedDocs() }, 0);
  deepEqual(await holders(), [build.run]);

  server.faults.add({ name: 'error', error: -4, times: 1 });
  await sweep(deps, 0);
  deepEqual(await holders(), []);
});

test('a slot of a build that no longer exists is freed', async (t) => {
  const { deps, holders, setHolder } = await freshSweep(t);
  const build = waitingBuild();
  await setHolder(build, 30 * MINUTE);

  await sweep(deps);

  deepEqual(await holders(), []);
});
