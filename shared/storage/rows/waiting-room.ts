import { type BuildError, PRIORITIES, type Priority } from '../../build/build.ts';
import { equals, isPresent } from '../table/expressions.ts';
import { removeItem } from '../table/items.ts';
import { pages, queryPage } from '../table/query.ts';
import type { Table } from '../table/table.ts';
import { type Put, tryTransact } from '../table/transaction.ts';
import type { BuildRun, StoredBuild } from './builds.ts';
import { changeBuild } from './change-build.ts';
import { fetchingKey } from './fetching-builds.ts';

/** A build that waits for a slot: its place in the waiting room. Without a priority it is normal. */
export type WaitingBuild = BuildRun & { createdAt: string; priority?: Priority };

/** The partition that holds the places of all builds of a priority: its lane. */
export const LANES: Record<Priority, string> = { normal: 'WAITING', low: 'WAITING-LOW' };

/** Places sort by tenant, then by age. */
export const placeKey = ({ tenant, createdAt, id, priority = 'normal' }: WaitingBuild) => ({
  pk: LANES[priority],
  sk: `${tenant}#${createdAt}#${id}`,
});

/** The write that adds a build's place, part of the transaction that accepts it. */
export function enterWaitingRoom({ tenant, id, run, createdAt, priority }: StoredBuild): Put {
  const place: WaitingBuild = { tenant, id, run, createdAt, ...(priority && { priority }) };
  return { put: { ...placeKey(place), ...place } };
}

/**
 * Gives a build whose URLs are fetched its place in the waiting room.
 *
 * @returns false if it has ended, or another invocation was faster
 */
export function moveToWaitingRoom(table: Table, build: StoredBuild): Promise<boolean> {
  const set = { fetchedAt: new Date().toISOString() };
  return tryTransact(table, [
    changeBuild(build.tenant, build.id, { from: 'queued', set }),
    { remove: fetchingKey(build), if: [isPresent('pk')] },
    enterWaitingRoom(build),
  ]);
}

/** Removes the place of a build that no longer waits. */
export async function removePlace(table: Table, build: WaitingBuild): Promise<void> {
  await removeItem(table, placeKey(build));
}

/**
 * Ends a build that still waits and removes its place. A build that names URLs may not have a place yet,
 * so its item among those being fetched is removed too.
 *
 * @returns false if it no longer waited
 */
export function endWaiting(
  table: Table,
  build: WaitingBuild & { fetches?: boolean },
  end: { status: 'cancelled' | 'failed'; error?: BuildError },
): Promise<boolean> {
  const set = { ...end, endedAt: new Date().toISOString() };
  return tryTransact(table, [
    changeBuild(build.tenant, build.id, { from: 'queued', set }),
    { remove: placeKey(build) },
    ...(build.fetches ? [{ remove: fetchingKey(build) }] : []),
  ]);
}

/** The builds of one priority that wait. Times are RFC 3339. */
export type LaneSurvey = {
  priority: Priority;
  count: number;
  /** When the oldest of them was created; undefined if none waits. */
  oldest?: string;
  /** Those that were created before the given time. */
  overdue: WaitingBuild[];
};

/** Whether a build of any priority waits, read strongly consistent. */
export async function doesAnyWait(table: Table): Promise<boolean> {
  const lanes = await Promise.all(
    Object.values(LANES).map((lane) =>
      queryPage(table, { key: [equals('pk', lane)], limit: 1, consistent: true }),
    ),
  );
  return lanes.some(({ items }) => items.length > 0);
}

/** Looks through the whole waiting room for builds that were created before `before` (RFC 3339). */
export function surveyWaiting(table: Table, before: string): Promise<LaneSurvey[]> {
  return Promise.all(PRIORITIES.map((priority) => surveyLane(table, priority, before)));
}

async function surveyLane(table: Table, priority: Priority, before: string): Promise<LaneSurvey> {
  const survey: LaneSurvey = { priority, count: 0, overdue: [] };
  for await (const items of pages(table, { key: [equals('pk', LANES[priority])] })) {
    const builds = items as WaitingBuild[];
    for (const { createdAt } of builds)
      if (survey.oldest === undefined || createdAt < survey.oldest) survey.oldest = createdAt;
    survey.count += builds.length;
    survey.overdue.push(...builds.filter(({ createdAt }) => createdAt < before));
  }
  return survey;
}
