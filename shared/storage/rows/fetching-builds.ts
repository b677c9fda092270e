import type { BuildError } from '../../build/build.ts';
import { equals, isLessThan, isPresent, set } from '../table/expressions.ts';
import { changeIf, removeItem } from '../table/items.ts';
import { pages } from '../table/query.ts';
import type { Table } from '../table/table.ts';
import { type Put, tryTransact } from '../table/transaction.ts';
import type { BuildRun, StoredBuild } from './builds.ts';
import { changeBuild } from './change-build.ts';

/** A queued build whose URLs are not fetched yet, so it does not wait for a slot. */
export type FetchingBuild = BuildRun & { createdAt: string };

/** `messageAt`: when its message was last sent or received. Times are RFC 3339. */
type FetchingItem = FetchingBuild & { messageAt: string; expiresAt: number };

/** Builds per page, which the sweep handles before it reads more. */
const PAGE_SIZE = 100;

/** Items sort by age. */
export const fetchingKey = ({ createdAt, run }: Pick<FetchingBuild, 'createdAt' | 'run'>) => ({
  pk: 'FETCHING',
  sk: `${createdAt}#${run}`,
});

/** The write that adds a build to those whose URLs are fetched, part of the transaction that accepts it. */
export function addFetchingBuild({ tenant, id, run, createdAt, expiresAt }: StoredBuild): Put {
  const item: FetchingItem = { tenant, id, run, createdAt, messageAt: createdAt, expiresAt };
  return { put: { ...fetchingKey(item), ...item } };
}

/** Notes that the build's message was sent or received now. @returns false if its URLs are no longer fetched */
export async function noteMessage(table: Table, build: FetchingBuild): Promise<boolean> {
  const by = [set('messageAt', new Date().toISOString())];
  return (await changeIf(table, fetchingKey(build), by, [isPresent('pk')])) !== undefined;
}

/** Ends a build whose URLs cannot be fetched. @returns false if they are no longer fetched */
export function endFetching(
  table: Table,
  build: FetchingBuild,
  error: BuildError,
): Promise<boolean> {
  const end = { status: 'failed' as const, error, endedAt: new Date().toISOString() };
  return tryTransact(table, [
    changeBuild(build.tenant, build.id, { from: 'queued', set: end }),
    { remove: fetchingKey(build), if: [isPresent('pk')] },
  ]);
}

/** Removes the item of a build that is no longer queued. */
export async function removeFetchingBuild(table: Table, build: FetchingBuild): Promise<void> {
  await removeItem(table, fetchingKey(build));
}

/** Builds that were accepted before `before` (RFC 3339) and are not fetched, oldest first, page by page. */
export async function* fetchingCreatedBefore(
  table: Table,
  before: string,
): AsyncGenerator<FetchingBuild[]> {
  const key = [equals('pk', 'FETCHING'), isLessThan('sk', before)];
  for await (const items of pages(table, { key, limit: PAGE_SIZE, consistent: true }))
    yield items as FetchingItem[];
}

/**
 * Builds whose messages were neither sent nor received since `before` (RFC 3339), oldest first, page by
 * page.
 */
export async function* fetchingSince(
  table: Table,
  before: string,
): AsyncGenerator<FetchingBuild[]> {
  const key = [equals('pk', 'FETCHING'), isLessThan('sk', before)];
  const filter = [isLessThan('messageAt', before)];
  for await (const items of pages(table, { key, filter, limit: PAGE_SIZE, consistent: true }))
    yield items as FetchingItem[];
}
