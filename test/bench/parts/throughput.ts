import { setTimeout as sleep } from 'node:timers/promises';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import type { Capacity } from '../world/capacity.ts';
import { putFiles } from '../world/direct-docs.ts';
import { type ProcessorTimes, processorTimes, usedBetween } from '../world/processor-time.ts';
import { SCRIPT, type World } from '../world/world.ts';
import type { Progress } from './progress.ts';

/** When a build was in Docs, in milliseconds since the round began. */
export type Stay = { from: number; to: number };

export type ThroughputRound = {
  /** Builds per second. */
  direct: number;
  gateway: number;
  /** Each build's time in Docs, by side. */
  stays: { direct: Stay[]; gateway: Stay[] };
  /** What the builds of the gateway used; null on a system that does not tell. */
  used: ProcessorTimes | null;
  /** How long the builds of the gateway took together, in milliseconds. */
  ms: number;
};

export type ThroughputSize = Capacity & { rounds: number; builds: number };

/** Requests that the caller of the gateway sends at once. */
const SENDERS = 8;

/** Builds with a direct client and with the gateway, with as many builds in flight, in the other order each time. */
export async function measureThroughput(
  world: World,
  { rounds, builds, ...capacity }: ThroughputSize,
  progress: Progress,
): Promise<ThroughputRound[]> {
  await world.setCapacity(capacity);
  await runGateway(world, capacity.limit); // functions start anew after a change of their settings
  const results: ThroughputRound[] = [];
  for (let round = 0; round < rounds; round++) {
    const sides = [
      ['direct', () => runDirect(world, builds, capacity.limit)],
      ['gateway', () => runGateway(world, builds)],
    ] as const;
    const stays: ThroughputRound['stays'] = { direct: [], gateway: [] };
    const result: ThroughputRound = { direct: 0, gateway: 0, stays, used: null, ms: 0 };
    for (const [name, run] of round % 2 === 0 ? sides : sides.toReversed()) {
      const before = processorTimes(world.outputs.test.emulatorPid);
      const { ms, stays } = await run();
      result[name] = (builds * 1000) / ms;
      result.stays[name] = stays;
      if (name === 'direct') continue;
      const used = usedBetween(before, processorTimes(world.outputs.test.emulatorPid));
      Object.assign(result, { ms, used });
    }
    results.push(result);
    progress((round + 1) / rounds);
  }
  return results;
}

/** Keeps as many builds in flight as the gateway may. */
async function runDirect({ direct, store, scriptUrl }: World, builds: number, limit: number) {
  const since = performance.now();
  const stays: Stay[] = [];
  await inParallel(builds, limit, async () => {
    const from = performance.now() - since;
    const links = await direct.buildAsync(scriptUrl, 100);
    stays.push({ from, to: performance.now() - since });
    await putFiles(store, links);
  });
  return { ms: performance.now() - since, stays };
}

/** Requests all builds, then waits until the last one has ended. */
export async function runGateway(world: World, builds: number) {
  const since = Date.now();
  const ids: { id: string; tenant: string }[] = [];
  await inParallel(builds, SENDERS, async () => {
    ids.push(await world.gateway.request(SCRIPT));
  });
  const rows: StoredBuild[] = [];
  for (const { tenant, id } of ids) rows.push(await ended(world, tenant, id));
  const failed = rows.find(({ status }) => status !== 'succeeded');
  if (failed) throw new Error(`build ${failed.id} is ${failed.status}`);
  const last = Math.max(...rows.map(({ endedAt = '' }) => Date.parse(endedAt)));
  return { ms: last - since, stays: await staysOf(world, rows, since) };
}

/** When each build was in Docs: the embedded Docs lists its runs; for a real one, the times in the rows are used. */
async function staysOf({ docs }: World, rows: StoredBuild[], since: number): Promise<Stay[]> {
  const stay = (from = '', to = '') => ({
    from: Date.parse(from) - since,
    to: Date.parse(to) - since,
  });
  if (!docs) return rows.map(({ startedAt, endedAt }) => stay(startedAt, endedAt));
  const runs = new Set(rows.map(({ run }) => run));
  const jobs = (await docs.jobs()).filter(({ key }) => runs.has(key));
  return jobs.map(({ queuedAt, endedAt }) => stay(queuedAt, endedAt));
}

async function ended({ rows }: World, tenant: string, id: string): Promise<StoredBuild> {
  for (;;) {
    const build = await getBuild(rows, tenant, id);
    if (build?.endedAt) return build;
    await sleep(200);
  }
}

/** Does something `times` times, at most `workers` at once. */
async function inParallel(
  times: number,
  workers: number,
  work: () => Promise<void>,
): Promise<void> {
  let left = times;
  const worker = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: workers }, worker));
}
