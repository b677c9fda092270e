import type { Job } from '../../../infra/local/docs-server/builder/job-queue.ts';
import type { docsState } from '../../support/docs/docs-state.ts';
import type { Sizes } from '../sizes.ts';
import type { World } from '../world/world.ts';
import type { Progress } from './progress.ts';
import { runGateway } from './throughput.ts';

/** Many builds at once with one converter and a setting of `maxInFlight`; one value for each round. */
export type LimitResult = {
  limit: number;
  /** Builds per second. */
  rates: number[];
  /** Milliseconds that the converter did nothing between two builds. */
  idleMs: number[];
  /** Milliseconds that a build waited inside Docs. */
  queuedMs: number[];
};

/**
 * Compares settings of `maxInFlight` with one converter, as open-source Docs has it, in turn. Only the embedded
 * Docs tells when its converter runs: with a real one there are no results.
 */
export async function measureLimits(
  world: World,
  { limits, limitRounds, limitBuilds }: Pick<Sizes, 'limits' | 'limitRounds' | 'limitBuilds'>,
  progress: Progress,
): Promise<LimitResult[]> {
  const { docs } = world;
  if (!docs) return [];
  const results = limits.map(
    (limit): LimitResult => ({ limit, rates: [], idleMs: [], queuedMs: [] }),
  );
  for (let round = 0; round < limitRounds; round++) {
    for (const result of round % 2 === 0 ? results : results.toReversed()) {
      await world.setCapacity({ converters: 1, limit: result.limit });
      await runGateway(world, result.limit); // functions start anew after a change of their settings
      await measureRound(world, docs, result, limitBuilds);
    }
    progress((round + 1) / limitRounds);
  }
  return results;
}

async function measureRound(
  world: World,
  docs: ReturnType<typeof docsState>,
  result: LimitResult,
  builds: number,
): Promise<void> {
  const before = (await docs.jobs()).length;
  const { ms } = await runGateway(world, builds);
  const jobs = (await docs.jobs()).slice(before);
  result.rates.push((builds * 1000) / ms);
  result.queuedMs.push(...jobs.map((job) => time(job, 'startedAt') - time(job, 'queuedAt')));
  for (const [index, job] of jobs.slice(1).entries())
    result.idleMs.push(time(job, 'startedAt') - time(jobs[index] as Job, 'endedAt'));
}

function time(job: Job, of: 'queuedAt' | 'startedAt' | 'endedAt'): number {
  return Date.parse(job[of] ?? '');
}
