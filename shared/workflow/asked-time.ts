import type { StoredBuild } from '../storage/rows/builds.ts';

/**
 * When Docs was first asked for the build under its current key, in milliseconds since 1970. A time in which
 * Docs could not be reached moves it forward.
 */
export function askedSince(build: StoredBuild): number {
  return Date.parse(build.askedSince ?? build.startedAt ?? build.createdAt);
}

/**
 * How long Docs has been asked for the build under its current key, in milliseconds, without the time in
 * which it could not be reached.
 */
export function askedMs(build: StoredBuild, now: number): number {
  const { docsUnreached, unreachedSince } = build;
  const since = askedSince(build);
  if (!docsUnreached) return now - since;
  return unreachedSince ? Math.max(0, Date.parse(unreachedSince) - since) : 0;
}

/**
 * The fields of a build that Docs is asked for under a second key from now on. Under the first key Docs would
 * queue the script again at every question until one of the runs has ended.
 */
export function secondKeyAt({ run, docsUnreached }: StoredBuild, now: number) {
  const asked: Partial<StoredBuild> = { docsKey: `${run}-2`, askedSince: isoOf(now) };
  return docsUnreached ? { ...asked, docsUnreached: false } : asked;
}

/** What the row records when Docs cannot be reached any more; undefined if it says so. */
export function unreachedAt(build: StoredBuild, since: number): Partial<StoredBuild> | undefined {
  return build.docsUnreached ? undefined : { docsUnreached: true, unreachedSince: isoOf(since) };
}

/** What the row records when Docs can be reached again; undefined if it could always be reached. */
export function reachedAt(build: StoredBuild, now: number): Partial<StoredBuild> | undefined {
  if (!build.docsUnreached) return undefined;
  return { docsUnreached: false, askedSince: isoOf(now - askedMs(build, now)) };
}

const isoOf = (ms: number) => new Date(ms).toISOString();
