import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type BuildFilter, listBuilds } from '../../shared/storage/rows/build-list.ts';
import { putBuild, type StoredBuild } from '../../shared/storage/rows/builds.ts';
import type { Table } from '../../shared/storage/table/table.ts';
import { buildOf } from './builds.ts';

/** A time in January 2026, RFC 3339. */
export const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

/** Builds of one tenant, oldest first, each a second after the one before. */
export async function storeMany(
  table: Table,
  tenant: string,
  count: number,
  changed: (index: number) => Partial<StoredBuild> = () => ({}),
): Promise<StoredBuild[]> {
  const builds = Array.from({ length: count }, (_, index) =>
    buildOf({ tenant, createdAt: at(index), ...changed(index) }),
  );
  for (let index = 0; index < count; index += 25) {
    const puts = builds.slice(index, index + 25).map((build) => ({
      PutRequest: { Item: putBuild(build).put },
    }));
    await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: puts } }));
  }
  return builds;
}

/** The ids of the builds of every page. */
export async function pagesOf(
  table: Table,
  tenant: string,
  filter: BuildFilter,
): Promise<string[][]> {
  const found: string[][] = [];
  let cursor: string | null | undefined;
  do {
    const page = await listBuilds(table, tenant, { ...filter, cursor: cursor ?? undefined });
    found.push(page.items.map(({ id }) => id));
    cursor = page.cursor;
  } while (cursor);
  return found;
}

/** The ids of builds, newest first. */
export const idsOf = (builds: StoredBuild[]) => builds.map(({ id }) => id).reverse();
