/** What the order of a list needs to know of a build. */
export type Listed = { id: string; createdAt: string };

/**
 * Puts the newest builds, as read again, in place of those that a list already has. Older builds of the list
 * stay; a build between them that was not read again has been erased, or no longer fits the filter.
 *
 * @param fresh the newest builds, newest first
 * @param isAll whether there are no older ones
 */
export function mergeList<Build extends Listed>(
  known: readonly Build[],
  fresh: readonly Build[],
  isAll: boolean,
): Build[] {
  const last = fresh.at(-1);
  if (isAll || !last) return [...fresh];
  const ids = new Set(fresh.map(({ id }) => id));
  return [...fresh, ...known.filter((build) => !ids.has(build.id) && isOlder(build, last))];
}

/** Appends builds of a next page, without those that a list already has. */
export function appendPage<Build extends Listed>(
  known: readonly Build[],
  page: readonly Build[],
): Build[] {
  const ids = new Set(known.map(({ id }) => id));
  return [...known, ...page.filter(({ id }) => !ids.has(id))];
}

function isOlder(one: Listed, other: Listed): boolean {
  return (
    one.createdAt < other.createdAt || (one.createdAt === other.createdAt && one.id < other.id)
  );
}
