import { hasEnded } from '../../build/build.ts';
import { pollUntil } from '../../poll.ts';
import type { Table } from '../table/table.ts';
import { getBuild, type StoredBuild } from './builds.ts';

/**
 * Waits until a build has ended or the time is up.
 *
 * @param until in milliseconds since 1970
 * @returns the build as last read; undefined if it has been erased
 */
export function waitForEnd(
  table: Table,
  tenant: string,
  id: string,
  until: number,
): Promise<StoredBuild | undefined> {
  const poll = () => getBuild(table, tenant, id);
  return pollUntil(poll, (build) => !build || hasEnded(build.status), until);
}
