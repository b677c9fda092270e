import { deepEqual, equal, ok } from 'node:assert/strict';
import { before, test } from 'node:test';
import { measureColdPost } from '../../limits/measures/cold-post.ts';
import { measureMemory } from '../../limits/measures/memory.ts';
import { measureStarts } from '../../limits/measures/starts.ts';
import { testBundles } from '../../support/run/bundles.ts';

let bundles: string;
before(async () => {
  bundles = await testBundles();
});

test('one instance starts every waiting build once, without a lost transaction or a throttled call', async (t) => {
  const starts = await measureStarts(bundles, 120);

  t.diagnostic(`${starts.startsPerSecond.toFixed(0)} starts a second`);
  const { builds, running, executions, figures } = starts;
  deepEqual([running, executions], [builds, builds]);
  equal(figures.calls.TransactWriteItems, builds);
  deepEqual([figures.conflicts, figures.refused, figures.throttled], [0, 0, 0]);
});

test('the write rate of a partition allows 100 builds a second, and a sweep of all slots is not throttled', async () => {
  const { buildsPerSecondOfSlots, sweeps } = await measureStarts(bundles, 120);

  ok(buildsPerSecondOfSlots >= 100, `${buildsPerSecondOfSlots}`);
  deepEqual(
    sweeps.map(({ throttled }) => throttled),
    [0, 0],
  );
  const [listed, unlisted] = sweeps.map(({ calls }) => calls.DescribeExecution ?? 0);
  deepEqual([listed, unlisted], [0, 100]);
});

test('a request of 6 MB, a build with 100 files and a copy of 30 MiB fit into the memory of their functions', async () => {
  for (const { what, peakMib, configuredMib } of await measureMemory(bundles))
    ok(peakMib < configuredMib, `${what}: ${peakMib} of ${configuredMib} MiB`);
});

test('an instance for POST /v1/builds connects to table and bucket before its first request', async (t) => {
  const { calls, totalMs } = await measureColdPost(bundles, 1);

  t.diagnostic(`a cold POST takes ${totalMs.toFixed(0)} ms`);
  deepEqual(calls, {
    loading: { GetItem: 1, HEAD: 1 },
    request: { PUT: 1, TransactWriteItems: 1, SendMessage: 1 },
  });
});
