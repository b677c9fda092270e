import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useSession } from '../parts/session.tsx';
import { SLOW_MS } from '../parts/use-load.tsx';
import type { ListFilter } from '../route.ts';
import { type BuildFeed, buildFeed, type Feed } from './build-feed.ts';

/** How often the newest builds are read again while the page is visible. */
const REFRESH_MS = 3000;
const REFRESH_AFTER_ERROR_MS = 6000;

export type BuildList = {
  /** Undefined until the first answer. */
  feed: Feed | undefined;
  isSlow: boolean;
  more: () => void;
};

/** A list of builds, newest first, that follows what happens. */
export function useBuilds(filter: ListFilter): BuildList {
  const { gateway } = useSession();
  const [feed, setFeed] = useState<Feed>();
  const [isSlow, setSlow] = useState(false);
  const open = useRef<{ feed: BuildFeed; signal: AbortSignal } | undefined>(undefined);
  const { status, template, correlationId } = filter;
  useEffect(() => {
    const stop = new AbortController();
    const current = buildFeed(gateway, filter, setFeed);
    open.current = { feed: current, signal: stop.signal };
    setFeed(undefined);
    setSlow(false);
    const slow = setTimeout(() => setSlow(true), SLOW_MS);
    void follow(current, stop.signal);
    return () => {
      clearTimeout(slow);
      stop.abort();
    };
  }, [gateway, status, template, correlationId]);
  const more = useCallback(() => {
    const { current } = open;
    void current?.feed.more(current.signal);
  }, []);
  return { feed, isSlow, more };
}

/** Reads again and again while the page is visible, one time after the other. */
async function follow(feed: BuildFeed, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const isGood = document.visibilityState !== 'visible' || (await feed.refresh(signal));
    const pause = isGood ? REFRESH_MS : REFRESH_AFTER_ERROR_MS;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
