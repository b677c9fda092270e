import { bundleFunctions } from '../../infra/functions/bundle.ts';
import { measureColdPost } from './measures/cold-post.ts';
import { measureMemory } from './measures/memory.ts';
import { measureStarts } from './measures/starts.ts';

/** `npm run bench:limits`: what the bundles do against the latencies and the limits of AWS. */
const bundles = await bundleFunctions();

const starts = await measureStarts(bundles, 500);
const { figures, sweeps } = starts;
console.log(
  `${starts.builds} builds waited: ${starts.running} run, ${starts.executions} executions`,
);
console.log(`starts by one instance: ${starts.startsPerSecond.toFixed(0)}/s`);
console.log(`slots: at most ${starts.buildsPerSecondOfSlots.toFixed(0)} builds/s`);
console.log(
  `calls ${JSON.stringify(figures.calls)}, write units ${JSON.stringify(figures.writes)}`,
);
console.log(
  `conflicts ${figures.conflicts}, refused ${figures.refused}, throttled ${figures.throttled}`,
);
for (const { calls, throttled } of sweeps)
  console.log(`sweep: calls ${JSON.stringify(calls)}, throttled ${throttled}`);

for (const { what, file, peakMib, configuredMib } of await measureMemory(bundles))
  console.log(`${file}, ${what}: ${peakMib.toFixed(0)} of ${configuredMib} MiB`);
const { loadMs, requestMs, callsMs, totalMs } = await measureColdPost(bundles, 7);
console.log(
  `cold POST: ${(totalMs / 1000).toFixed(2)} s (load ${loadMs.toFixed(0)} ms, request ${requestMs.toFixed(0)} ms, calls ${callsMs} ms)`,
);
