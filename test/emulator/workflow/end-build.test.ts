import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { getBuild } from '../../../shared/storage/rows/builds.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { buildError } from '../../../shared/workflow/build-error.ts';
import { endBuild } from '../../../shared/workflow/end-build.ts';
import { freshTable } from '../../support/aws/resources.ts';
import { buildOf, endDeps, store, waitingBuild } from '../../support/builds.ts';

let table: Table;
before(async () => {
  table = await freshTable();
});

test('of ten callers that end a build at once, one succeeds', async () => {
  const build = await store(table, buildOf());
  const details = Array.from({ length: 10 }, (_, index) => `end ${index}`);

  const ends = await Promise.all(
    details.map((detail) =>
      endBuild(endDeps(table), build, { files: [], error: buildError('INTERNAL', detail) }),
    ),
  );

  const winners = ends.filter((end) => end !== null);
  equal(winners.length, 1);
  deepEqual(await getBuild(table, build.tenant, build.id), winners[0]);
});

test('a queued build is not ended like a running one', async () => {
  const build = await store(table, waitingBuild());

  equal(await endBuild(endDeps(table), build, { files: [] }), null);
  equal((await getBuild(table, build.tenant, build.id))?.status, 'queued');
});
