import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { putBuild } from '../../../shared/storage/rows/builds.ts';
import type { Executions } from '../../../shared/workflow/executions.ts';
import { sweepSlots } from '../../../shared/workflow/sweep-slots.ts';
import { type MemoryItems, memoryTable } from '../../support/aws/memory-table.ts';
import { buildOf } from '../../support/builds.ts';

/** A table with running builds that have held their slots for two minutes. */
function tableOf(count: number) {
  const items: MemoryItems = new Map();
  for (let slot = 0; slot < count; slot++) {
    const build = buildOf({ slot });
    const { put } = putBuild(build);
    items.set(`${put.pk} ${put.sk}`, put);
    const { run, tenant, id } = build;
    const sk = `SLOT#${String(slot).padStart(3, '0')}`;
    const since = Date.now() - 120_000;
    items.set(`SLOTS ${sk}`, { pk: 'SLOTS', sk, run, tenant, id, since });
  }
  return memoryTable(
    items,
    async (send) => send(),
    () => {},
  );
}

test('one sweep asks about at most 100 builds, and the next ones about the others', async () => {
  const started = new Set<string>();
  const executions: Executions = {
    running: async () => started,
    stateOf: async () => 'none',
    start: async ({ run }) => void started.add(run),
  };
  const deps = { table: tableOf(250), executions, signalStart: async () => {} };
  const counts: number[] = [];

  for (let minute = 0; minute < 3; minute++) {
    await sweepSlots(deps as never, new Set(started), 60_000);
    counts.push(started.size);
  }

  deepEqual(counts, [100, 200, 250]);
});
