import { GatewayError } from '../errors.ts';
import { getBuild, type StoredBuild, tryChangeBuild } from '../storage/rows/builds.ts';
import type { Table } from '../storage/rows/table.ts';
import { endWaiting } from '../storage/rows/waiting-room.ts';

/**
 * Cancels a build that waits, or one that runs and that Docs has not answered. Docs cannot stop a
 * script: the slot of a running one stays taken until Docs is done with it.
 *
 * @throws {GatewayError} CONFLICT when it has ended otherwise, or Docs has answered; NOT_FOUND when it is gone
 */
export async function cancelBuild(table: Table, build: StoredBuild): Promise<StoredBuild> {
  if (build.status === 'queued' && (await endWaiting(table, build, { status: 'cancelled' })))
    return now(table, build);
  const cancelled = await tryChangeBuild(table, build.tenant, build.id, {
    from: 'running',
    answered: false,
    set: { status: 'cancelled', endedAt: new Date().toISOString() },
  });
  if (cancelled) return cancelled;

  const current = await now(table, build);
  if (current.status === 'cancelled') return current;
  const why = current.status === 'running' ? 'Docs has answered it' : `it has ${current.status}`;
  throw new GatewayError('CONFLICT', `The build cannot be cancelled any more: ${why}.`);
}

async function now(table: Table, { tenant, id }: StoredBuild): Promise<StoredBuild> {
  const build = await getBuild(table, tenant, id);
  if (!build) throw new GatewayError('NOT_FOUND', `There is no build ${id}.`);
  return build;
}
