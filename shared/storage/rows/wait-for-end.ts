import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded } from '../../build/build.ts';
import { getBuild, type StoredBuild } from './builds.ts';
import type { Table } from './table.ts';

const FIRST_LOOK_MS = 100;
const LONGEST_PAUSE_MS = 1000;

/**
 * Looks again and again until it is enough or the time is up: after 100 ms, then each time after a
 * tenth of what it has waited, at most a second.
 *
 * @param until in milliseconds since 1970
 * @returns what was seen at the last look
 */
export async function lookUntil<Seen>(
  look: () => Promise<Seen>,
  isEnough: (seen: Seen) => boolean,
  until: number,
): Promise<Seen> {
  const since = Date.now();
  for (;;) {
    const seen = await look();
    const left = until - Date.now();
    if (isEnough(seen) || left <= 0) return seen;
    const waited = Date.now() - since;
    const pause = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_LOOK_MS, waited / 10));
    await sleep(Math.min(pause, left));
  }
}

/**
 * Holds until a build has ended or the time is up.
 *
 * @param until in milliseconds since 1970
 * @returns the build as it was at the last look; undefined when it was erased meanwhile
 */
export function waitForEnd(
  table: Table,
  tenant: string,
  id: string,
  until: number,
): Promise<StoredBuild | undefined> {
  const look = () => getBuild(table, tenant, id);
  return lookUntil(look, (build) => !build || hasEnded(build.status), until);
}
