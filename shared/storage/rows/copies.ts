import type { BuildRun, StoredBuild } from './builds.ts';
import { equals, isLessThan, setFields } from './expressions.ts';
import { pages, removeItem, type Table } from './table.ts';
import type { Write } from './transaction.ts';

/** A build that Docs answered at `since` (RFC 3339): its files are being copied, and it holds no slot. */
export type CopyingBuild = BuildRun & { since: string };

/** Builds that the sweep checks side by side; 1,000 a minute take ten pages. */
const COPIES_AT_ONCE = 100;

/** Sorted by age, so that the sweep reads only what is old enough. */
export const copyingKey = ({ since, run }: Pick<CopyingBuild, 'since' | 'run'>) => ({
  pk: 'COPYING',
  sk: `${since}#${run}`,
});

/**
 * The write that lists a build among those being copied. An update and not a put: the functions that
 * store answers have no right to put items.
 */
export function addCopyingBuild({ tenant, id, run, expiresAt }: StoredBuild): Write {
  const since = new Date().toISOString();
  return {
    change: copyingKey({ since, run }),
    by: setFields({ tenant, id, run, since, expiresAt }),
  };
}

/** Builds still being copied that Docs answered before `before`, oldest first, in pages. */
export async function* copyingSince(table: Table, before: string): AsyncGenerator<CopyingBuild[]> {
  // "$" sorts after "#", so after every run of that very time.
  const key = [equals('pk', 'COPYING'), isLessThan('sk', `${before}$`)];
  for await (const items of pages(table, { key, limit: COPIES_AT_ONCE, consistent: true }))
    yield items as CopyingBuild[];
}

/** Removes a build that has ended from the list. */
export async function removeCopyingBuild(table: Table, copied: CopyingBuild): Promise<void> {
  await removeItem(table, copyingKey(copied));
}
