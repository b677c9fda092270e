import { putFiles } from '../world/direct-docs.ts';
import { SCRIPT, type World } from '../world/world.ts';
import type { Progress } from './progress.ts';

export type SideName = 'sync' | 'async100' | 'async1000' | 'naive' | 'gateway';

/** Names of the sides, as the table shows them. */
export const SIDES: Record<SideName, string> = {
  async100: 'Docs, asynchronous, asked each 100 ms',
  async1000: 'Docs, asynchronous, asked each second',
  sync: 'Docs, synchronous',
  naive: 'plain loop of Step Functions',
  gateway: 'gateway, `Prefer: wait`',
};

/** Milliseconds of each build of each side. Those of one index are of one round. */
export type Latencies = Record<SideName, number[]>;

/** Runs one build of a side, to its file in the bucket. */
type Side = () => Promise<unknown>;

function sidesOf({ direct, naive, gateway, store, scriptUrl }: World): Record<SideName, Side> {
  const put = async (links: Promise<string[]>) => putFiles(store, await links);
  return {
    async100: () => put(direct.buildAsync(scriptUrl, 100)),
    async1000: () => put(direct.buildAsync(scriptUrl, 1000)),
    sync: () => put(direct.buildSync(scriptUrl)),
    naive: () => naive.build(scriptUrl),
    gateway: () => gateway.build(SCRIPT),
  };
}

/** Builds with all sides in turn. */
export async function measureLatency(
  world: World,
  { warmUps, rounds }: { warmUps: number; rounds: number },
  progress: Progress,
): Promise<Latencies> {
  const sides = Object.entries(sidesOf(world)) as [SideName, Side][];
  const times: Latencies = { async100: [], async1000: [], sync: [], naive: [], gateway: [] };
  for (let round = -warmUps; round < rounds; round++) {
    // Each round begins with another side, so that none always follows the same one.
    const shift = (round + sides.length) % sides.length;
    for (const [name, build] of [...sides.slice(shift), ...sides.slice(0, shift)]) {
      const since = performance.now();
      await build();
      if (round >= 0) times[name].push(performance.now() - since);
    }
    progress((round + warmUps + 1) / (rounds + warmUps));
  }
  return times;
}
