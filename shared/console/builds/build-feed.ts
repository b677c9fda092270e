import type { Gateway } from '../../client/client.ts';
import type { Build } from '../../client/types.ts';
import type { ListFilter } from '../route.ts';
import { appendPage, mergeList } from './merge-list.ts';

/** The client reads pages of this many builds. */
const PAGE = 100;

/** What a list shows. */
export type Feed = {
  builds: Build[];
  /** Whether the newest builds were read at least once. */
  isLoaded: boolean;
  /** Whether no older builds are left to load. */
  isAll: boolean;
  isLoadingMore: boolean;
  /** Why the last reading failed; the builds are then those of the one before. */
  error: unknown;
};

export type BuildFeed = {
  now(): Feed;
  /** Reads the newest builds again. @returns whether that worked */
  refresh(signal?: AbortSignal): Promise<boolean>;
  /** Loads older builds. A call while another one loads does nothing. */
  more(signal?: AbortSignal): Promise<void>;
};

/** The builds that fit a filter, newest first. @param onChange called after each change of `now()` */
export function buildFeed(
  gateway: Pick<Gateway, 'builds'>,
  filter: ListFilter,
  onChange: (feed: Feed) => void,
): BuildFeed {
  let feed: Feed = {
    builds: [],
    isLoaded: false,
    isAll: false,
    isLoadingMore: false,
    error: undefined,
  };
  let older: AsyncIterator<Build> | undefined;
  const open = (signal: AbortSignal | undefined) =>
    gateway.builds({ ...filter, ...(signal && { signal }) })[Symbol.asyncIterator]();
  const change = (changes: Partial<Feed>, signal: AbortSignal | undefined) => {
    if (signal?.aborted) return;
    feed = { ...feed, ...changes };
    onChange(feed);
  };

  const refresh = async (signal?: AbortSignal) => {
    try {
      const fresh = await take(open(signal), PAGE);
      const isWhole = fresh.length < PAGE;
      const known = touches(feed.builds, fresh) ? feed.builds : [];
      const builds = mergeList(known, fresh, isWhole);
      const isAll = isWhole || (feed.isAll && known.length > 0);
      if (known.length === 0) older = undefined;
      change({ builds, isLoaded: true, isAll, error: undefined }, signal);
      return true;
    } catch (error) {
      change({ error }, signal);
      return false;
    }
  };
  const more = async (signal?: AbortSignal) => {
    if (feed.isLoadingMore || feed.isAll) return;
    change({ isLoadingMore: true }, signal);
    // The first time, the builds that the list already has are read once more.
    const count = older ? PAGE : 2 * PAGE;
    older ??= open(signal);
    try {
      const page = await take(older, count);
      const builds = appendPage(feed.builds, page);
      change({ builds, isAll: page.length < count, isLoadingMore: false }, signal);
    } catch (error) {
      older = undefined;
      change({ error, isLoadingMore: false }, signal);
    }
  };
  return { now: () => feed, refresh, more };
}

/** Whether no builds can be missing between those of a list and newer ones. */
function touches(known: readonly Build[], fresh: readonly Build[]): boolean {
  const ids = new Set(known.map(({ id }) => id));
  return fresh.some(({ id }) => ids.has(id));
}

async function take<Item>(items: AsyncIterator<Item>, count: number): Promise<Item[]> {
  const taken: Item[] = [];
  while (taken.length < count) {
    const { done, value } = await items.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}
