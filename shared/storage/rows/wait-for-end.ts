import { hasEnded } from '../../build/build.ts';
import { type Pause, pollUntil } from '../poll.ts';
import type { Table } from '../table/table.ts';
import { getBuild, peekAtBuild, type StoredBuild } from './builds.ts';

/** A read costs $0.0625 per million: 17 in the first second, some 60 in the next 20 s. */
const SHORTEST_PAUSE_MS = 50;
/** Until a slot is taken, Docs has answered and a file is copied, more time than this passes. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 1000;

/** Docs has answered: few, small files are copied within this time. */
const COPY_MS = 1000;
/** The pause during that time. */
const COPY_PAUSE_MS = 20;

/**
 * Waits until a build has ended or the time is up. Reads eventually consistent, which costs half as much. An
 * end does not change, and a build that seems to be missing is read again, strongly consistent.
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
  const poll = async () =>
    (await peekAtBuild(table, tenant, id)) ?? (await getBuild(table, tenant, id));
  return pollUntil(poll, (build) => !build || hasEnded(build.status), until, pausesForEnd());
}

/**
 * Pauses for 200 ms after the first read, then for a twentieth of the time waited so far, at least 50 ms and at most a
 * second; for 20 ms in the second after the first read that shows the answer of Docs.
 */
export function pausesForEnd(): Pause<Pick<StoredBuild, 'answer'> | undefined> {
  let answeredMs: number | undefined;
  return (waitedMs, build) => {
    if (build?.answer) answeredMs ??= waitedMs;
    if (answeredMs !== undefined && waitedMs - answeredMs < COPY_MS) return COPY_PAUSE_MS;
    if (waitedMs < SHORTEST_PAUSE_MS) return FIRST_PAUSE_MS;
    return Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, waitedMs / 20));
  };
}
