import { deepEqual, equal } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { tryChangeBuild } from '../../../shared/storage/rows/change-build.ts';
import { endRunning, recordAsked } from '../../../shared/storage/rows/running-build.ts';
import { readSlots } from '../../../shared/storage/rows/slots.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { freshTable } from '../../support/aws/resources.ts';
import { ago, buildOf, store, waitingBuild } from '../../support/builds.ts';
import { askedBuild, unaskedBuild } from '../../support/taken-slot.ts';

let table: Table;
beforeEach(async () => {
  table = await freshTable();
});

const holders = async () => Object.keys((await readSlots(table)).holders);
const now = ({ tenant, id }: StoredBuild) => getBuild(table, tenant, id);
const cancelled = () => ({
  set: { status: 'cancelled' as const, endedAt: ago(0), warnings: undefined },
});

test('the first question to Docs is recorded once, with its time', async () => {
  const build = await unaskedBuild(table);
  const before = new Date().toISOString();

  const first = await recordAsked(table, build);
  const second = await recordAsked(table, build);

  const row = await now(build);
  deepEqual([first?.isFirst, second?.isFirst], [true, false]);
  deepEqual([first?.build, second?.build], [row, row]);
  equal(before <= `${row?.askedSince}` && `${row?.askedSince}` <= new Date().toISOString(), true);
});

test('no question is recorded for a build that does not run', async () => {
  const ended = await store(table, buildOf({ status: 'cancelled', slot: 1 }));
  const queued = await store(table, waitingBuild());

  equal(await recordAsked(table, ended), null);
  equal(await recordAsked(table, queued), null);
  equal(await recordAsked(table, buildOf()), null);
});

test('the end of a build that Docs was never asked for frees its slot', async () => {
  const build = await unaskedBuild(table);

  const ended = await endRunning(table, build, cancelled());

  equal(ended?.isSlotFreed, true);
  deepEqual(ended?.build, await now(build));
  deepEqual([(await now(build))?.status, await holders()], ['cancelled', []]);
  equal(await endRunning(table, build, cancelled()), null);
});

test('the end of a build that may be in Docs keeps its slot', async () => {
  const build = await askedBuild(table);

  const ended = await endRunning(table, build, cancelled());

  deepEqual([ended?.isSlotFreed, ended?.build], [false, await now(build)]);
  deepEqual(await holders(), [build.run]);
});

test('the end of a build keeps its slot if the question was recorded since the row was read', async () => {
  const build = await unaskedBuild(table);
  await recordAsked(table, build);

  const ended = await endRunning(table, build, cancelled());

  deepEqual([ended?.build.status, ended?.isSlotFreed], ['cancelled', false]);
  deepEqual(await holders(), [build.run]);
});

test('a build does not end if Docs has answered and the change requires that it has not', async () => {
  const build = await unaskedBuild(table);
  const set = { answer: { files: [] } };
  await tryChangeBuild(table, build.tenant, build.id, { from: 'running', set });

  equal(await endRunning(table, build, { ...cancelled(), answered: false }), null);

  deepEqual([(await now(build))?.status, await holders()], ['running', [build.run]]);
});

test('of the first question and an end at once, one is first: the slot is freed or Docs is asked', async () => {
  for (let round = 0; round < 20; round++) {
    const build = await unaskedBuild(table);

    const [asked, ended] = await Promise.all([
      recordAsked(table, build),
      endRunning(table, build, cancelled()),
    ]);

    equal(asked === null, ended?.isSlotFreed);
    equal((await holders()).includes(build.run), asked !== null);
  }
});
