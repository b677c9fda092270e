import { GatewayError } from '../errors.ts';
import { getBuild, type StoredBuild } from '../storage/rows/builds.ts';
import { endWaiting } from '../storage/rows/waiting-room.ts';
import type { Table } from '../storage/table/table.ts';
import { type EndDeps, endAndSignal } from './end-build.ts';

/**
 * Cancels a build that is queued, or running without an answer from Docs. Docs cannot stop a script, so
 * a build that Docs was asked for keeps its slot until Docs has finished it.
 *
 * @returns the cancelled build, also when it was cancelled before
 * @throws {GatewayError} CONFLICT when it has succeeded or failed, or Docs has answered; NOT_FOUND when it
 *   no longer exists
 */
export async function cancelBuild(deps: EndDeps, build: StoredBuild): Promise<StoredBuild> {
  if (build.status !== 'queued') return cancelRunning(deps, build);
  const hasWaited = await endWaiting(deps.table, build, { status: 'cancelled' });
  const current = await readAgain(deps.table, build);
  return hasWaited ? current : cancelRunning(deps, current);
}

async function cancelRunning(deps: EndDeps, build: StoredBuild): Promise<StoredBuild> {
  const cancelled = await endAndSignal(deps, build, {
    answered: false,
    set: { status: 'cancelled', endedAt: new Date().toISOString() },
  });
  if (cancelled) return cancelled;

  const current = await readAgain(deps.table, build);
  if (current.status === 'cancelled') return current;
  const why = current.status === 'running' ? 'Docs has answered it' : `it has ${current.status}`;
  throw new GatewayError('CONFLICT', `The build cannot be cancelled any more: ${why}.`);
}

async function readAgain(table: Table, { tenant, id }: StoredBuild): Promise<StoredBuild> {
  const build = await getBuild(table, tenant, id);
  if (!build) throw new GatewayError('NOT_FOUND', `There is no build ${id}.`);
  return build;
}
