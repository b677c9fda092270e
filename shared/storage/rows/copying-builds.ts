import { equals, isLessThan, setFields } from '../table/expressions.ts';
import { removeItem } from '../table/items.ts';
import { pages } from '../table/query.ts';
import type { Table } from '../table/table.ts';
import type { Write } from '../table/transaction.ts';
import type { BuildRun, StoredBuild } from './builds.ts';

/** A build whose files are being copied. Docs answered at `since` (RFC 3339), so it holds no slot. */
export type CopyingBuild = BuildRun & { since: string };

/** Builds per page, which the sweep checks at the same time. */
const PAGE_SIZE = 100;

/** Sorts by age, so that the sweep reads only old entries. */
export const copyingKey = ({ since, run }: Pick<CopyingBuild, 'since' | 'run'>) => ({
  pk: 'COPYING',
  sk: `${since}#${run}`,
});

/**
 * The write that adds a build to the list of those being copied. It is an update because the functions
 * that store answers have no permission to put items.
 */
export function addCopyingBuild({ tenant, id, run, expiresAt }: StoredBuild): Write {
  const since = new Date().toISOString();
  return {
    change: copyingKey({ since, run }),
    by: setFields({ tenant, id, run, since, expiresAt }),
  };
}

/** Builds being copied that Docs answered before `before` (RFC 3339), oldest first, page by page. */
export async function* copyingSince(table: Table, before: string): AsyncGenerator<CopyingBuild[]> {
  // "$" sorts after "#": this includes every run of exactly that time.
  const key = [equals('pk', 'COPYING'), isLessThan('sk', `${before}$`)];
  for await (const items of pages(table, { key, limit: PAGE_SIZE, consistent: true }))
    yield items as CopyingBuild[];
}

/** Removes a build that has ended from the list. */
export async function removeCopyingBuild(table: Table, copied: CopyingBuild): Promise<void> {
  await removeItem(table, copyingKey(copied));
}
