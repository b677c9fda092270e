import { getBuild, type StoredBuild } from '../../storage/rows/builds.ts';
import { tryChangeBuild } from '../../storage/rows/change-build.ts';
import { buildErrorOf } from '../build-error.ts';
import type { WhyDeps } from '../diagnosis/ask-why.ts';
import { type Failure, failOrAskWhy } from '../diagnosis/fail-or-ask-why.ts';
import { failBuild, type Outcome, outcomeOf } from '../finish.ts';
import type { Conversation } from '../next-move.ts';
import { explainFailure } from './explain-failure.ts';

/**
 * Ends a build that failed. If its script is to blame and the reason cannot be read off the script, the script is
 * run once more to find it.
 *
 * @param argument the script's; undefined if it has none
 */
export async function failExplained(
  deps: WhyDeps,
  { build, check }: Conversation,
  failure: Failure,
  argument: unknown,
): Promise<Outcome> {
  const { error, mayRunSayMore } = explainFailure(failure.error, check?.error ?? null);
  if (!mayRunSayMore) return failBuild(deps, build, buildErrorOf(error), failure.docsIsIdle);
  const hasNews = failure.docsIsIdle && check && check.warnings.length > 0;
  if (hasNews && !(await storeWarnings(deps, build))) return afterChange(deps, build);
  return failOrAskWhy(deps, build, { ...failure, error }, argument);
}

/** A later call of the function may end the build. @returns null if it has ended, or has another key */
function storeWarnings({ table }: WhyDeps, build: StoredBuild) {
  const { tenant, id, warnings } = build;
  const change = { from: 'running' as const, underKeyOf: build, set: { warnings } };
  return tryChangeBuild(table, tenant, id, change);
}

async function afterChange({ table }: WhyDeps, { tenant, id }: StoredBuild): Promise<Outcome> {
  const build = await getBuild(table, tenant, id);
  return build ? outcomeOf(build) : { state: 'ended' };
}
