import { deepEqual, ok } from 'node:assert/strict';
import { after, test } from 'node:test';
import { runSchedule } from '../../faults/run/run-schedule.ts';
import { generate } from '../../faults/schedule/generate.ts';
import { describeAction } from '../../faults/schedule/schedule.ts';
import { harnessFolder, openHarness } from '../../faults/world/harness.ts';
import { stack } from '../../support/stack/stack.ts';

/** Small enough for a busy machine; `npm run faults` has more of everything. */
const SIZE = { jobs: 8, faults: 6, spanMs: 6_000 };
/**
 * Its schedule has all four ways in, both priorities, repeated, cancelled and erased builds, a file of several
 * parts, a script that fails and is run once more, a command, an editing session, and faults of Docs, of AWS, of
 * processes, of executions and of the sweep of forgotten files.
 */
const SEED = 366062;
/** Before the time limit of a test, so that a failure says what is wrong. */
const SETTLE_MS = 100_000;

const outputs = await stack();
const harness = await openHarness(outputs, harnessFolder(outputs));
after(() => harness.close());

test('a schedule of requests and faults loses, doubles, leaves and shows nothing', async (t) => {
  const schedule = generate(SEED, SIZE);

  const { violations, troubles, world } = await runSchedule(harness, schedule, {
    settleMs: SETTLE_MS,
  });

  if (violations.length > 0) t.diagnostic(schedule.actions.map(describeAction).join('\n'));
  deepEqual([violations, troubles], [[], []]);
  ok(world.rows.length + world.tombstones.length > 0);
});
