import { anyOf, equals, isAbsent, isLessThan, set } from '../table/expressions.ts';
import { changeIf } from '../table/items.ts';
import type { Table } from '../table/table.ts';
import { ConditionFailedError, transact } from '../table/transaction.ts';
import type { StoredBuild } from './builds.ts';
import { type BuildChange, changeBuild } from './change-build.ts';

/** The item of the tenant's build that Docs runs once more, to find where its script failed. */
const diagnosingKey = (tenant: string) => ({ pk: 'DIAGNOSING', sk: tenant });

/**
 * Records that Docs is asked for the instrumented script of a build. A tenant has one such build at a time.
 *
 * @param until when another build of the tenant may begin, in milliseconds since 1970
 * @returns `busy` if another build of the tenant is being diagnosed; `ended` if the build no longer runs under this key
 */
export async function beginDiagnosis(
  table: Table,
  build: StoredBuild,
  fields: Partial<StoredBuild>,
  until: number,
): Promise<'begun' | 'busy' | 'ended'> {
  const { tenant, id, run } = build;
  const change: BuildChange = { from: 'running', answered: false, underKeyOf: build, set: fields };
  const free = anyOf(isAbsent('until'), isLessThan('until', Date.now()));
  const by = [set('run', run), set('until', until), set('expiresAt', Math.ceil(until / 1000))];
  try {
    await transact(table, [
      changeBuild(tenant, id, change),
      { change: diagnosingKey(tenant), by, if: [free] },
    ]);
    return 'begun';
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    return error.writes.includes(0) ? 'ended' : 'busy';
  }
}

/** Lets the next build of the tenant be diagnosed. */
export async function endDiagnosis(table: Table, { tenant, run }: StoredBuild): Promise<void> {
  await changeIf(table, diagnosingKey(tenant), [set('until', 0)], [equals('run', run)]);
}
