import { GatewayError } from '../errors.ts';
import { getBuild, type StoredBuild, tryChangeBuild } from '../storage/rows/builds.ts';
import type { Table } from '../storage/rows/table.ts';
import { endWaiting } from '../storage/rows/waiting-room.ts';

/**
 * Cancels a build that is queued, or running without an answer from Docs. Docs cannot stop a script, so
 * a running build keeps its slot until Docs has finished it.
 *
 * @returns the cancelled build, also when it was cancelled before
 * @throws {GatewayError} CONFLICT when it has succeeded or failed, or Docs has answered; NOT_FOUND when it
 *   no longer exists
 */
export async function cancelBuild(table: Table, build: StoredBuild): Promise<StoredBuild> {
  if (build.status === 'queued' && (await endWaiting(table, build, { status: 'cancelled' })))
    return readAgain(table, build);
  const cancelled = await tryChangeBuild(table, build.tenant, build.id, {
    from: 'running',
    answered: false,
    set: { status: 'cancelled', endedAt: new Date().toISOString() },
  });
  if (cancelled) return cancelled;

  const current = await readAgain(table, build);
  if (current.status === 'cancelled') return current;
  const why = current.status === 'running' ? 'Docs has answered it' : `it has ${current.status}`;
  throw new GatewayError('CONFLICT', `The build cannot be cancelled any more: ${why}.`);
}

async function readAgain(table: Table, { tenant, id }: StoredBuild): Promise<StoredBuild> {
  const build = await getBuild(table, tenant, id);
  if (!build) throw new GatewayError('NOT_FOUND', `There is no build ${id}.`);
  return build;
}
