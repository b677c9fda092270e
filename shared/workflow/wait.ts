import { setTimeout as sleep } from 'node:timers/promises';
import { getBuild, type StoredBuild } from '../storage/builds.ts';
import type { Table } from '../storage/table.ts';
import { hasEnded } from './build.ts';

const FIRST_LOOK_MS = 100;
const LONGEST_PAUSE_MS = 1000;

/**
 * Holds until a build has ended or the time is up: looks after 100 ms, then each time after a tenth of
 * what it has waited, at most a second.
 *
 * @param until in milliseconds since 1970
 * @returns the build as it was at the last look; undefined when it was erased meanwhile
 */
export async function waitForEnd(
  table: Table,
  tenant: string,
  id: string,
  until: number,
): Promise<StoredBuild | undefined> {
  const since = Date.now();
  for (;;) {
    const build = await getBuild(table, tenant, id);
    const left = until - Date.now();
    if (!build || hasEnded(build.status) || left <= 0) return build;
    const waited = Date.now() - since;
    const pause = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_LOOK_MS, waited / 10));
    await sleep(Math.min(pause, left));
  }
}
