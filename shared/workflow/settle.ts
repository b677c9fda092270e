import { type BuildRun, getRow } from '../storage/rows/builds.ts';
import { buildError } from './build-error.ts';
import { type EndDeps, endBuild } from './end-build.ts';

/**
 * Ends a build whose execution failed, timed out or was stopped before it had ended the build.
 *
 * @returns whether the build was still running
 */
export async function settle(deps: EndDeps, { tenant, id }: BuildRun): Promise<boolean> {
  const build = await getRow(deps.table, tenant, id);
  if (build?.status !== 'running') return false;
  const detail = 'The execution of the build was stopped before the build had ended.';
  const error = buildError('UNKNOWN_OUTCOME', detail);
  return (await endBuild(deps, build, { files: [], error })) !== null;
}
