import { addLogFields } from '../log.ts';
import type { BuildRun } from '../storage/rows/builds.ts';
import type { EndDeps } from './end-build.ts';
import { type Executions, isThrottled } from './executions.ts';
import { executionRepair } from './repair.ts';
import { settle } from './settle.ts';

/**
 * How many builds one sweep asks about. Step Functions answers some 600 DescribeExecution a minute for the
 * whole account, and Docs must have time for builds.
 */
const MAX_ASKED = 100;

/** Starts the missing execution of a running build, or ends the build if its execution has ended. */
export async function repairRunning(
  deps: EndDeps & { executions: Executions },
  build: BuildRun,
): Promise<void> {
  const repair = executionRepair(await deps.executions.stateOf(build.run));
  if (repair === 'start the execution') await deps.executions.start(build);
  if (repair === 'end the build') await settle(deps, build);
}

/** At most 100 of the items, chosen at random, so that each is chosen within a few sweeps. */
export function sampleOf<T>(items: T[], count = MAX_ASKED, random = Math.random): T[] {
  const rest = [...items];
  const chosen: T[] = [];
  while (chosen.length < count && rest.length > 0)
    chosen.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return chosen;
}

/**
 * Repairs all items at the same time. One that fails does not stop the others.
 *
 * @throws the first error, after all other repairs
 */
export async function repairAll<T>(items: T[], repair: (item: T) => Promise<void>): Promise<void> {
  const [error] = await errorsOf(items, repair);
  if (error !== undefined) throw error;
}

/** The errors of all repairs. A repair that AWS throttled is no error: a later sweep repeats it. */
export async function errorsOf<T>(
  items: T[],
  repair: (item: T) => Promise<void>,
): Promise<unknown[]> {
  const results = await Promise.allSettled(items.map(repair));
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (errors.some(isThrottled)) addLogFields({ throttled: errors.filter(isThrottled).length });
  return errors.filter((error) => !isThrottled(error));
}
