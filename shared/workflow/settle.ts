import { type BuildRun, getRow } from '../storage/rows/builds.ts';
import type { Table } from '../storage/rows/table.ts';
import { buildError } from './build-error.ts';
import { endBuild } from './end-build.ts';

/**
 * Ends a build whose execution failed, timed out or was stopped before it had ended the build.
 *
 * @returns whether the build was still running
 */
export async function settle(table: Table, { tenant, id }: BuildRun): Promise<boolean> {
  const build = await getRow(table, tenant, id);
  if (build?.status !== 'running') return false;
  const detail = 'The execution of the build was stopped before the build had ended.';
  const error = buildError('UNKNOWN_OUTCOME', detail);
  return (await endBuild(table, build, { files: [], error })) !== null;
}
