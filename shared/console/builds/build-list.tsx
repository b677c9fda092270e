import { useEffect, useRef } from 'preact/hooks';
import type { Build } from '../../client/types.ts';
import { Loading, Notice, Problem } from '../parts/notice.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Elapsed, Time } from '../parts/time.tsx';
import { hrefOf, type ListFilter } from '../route.ts';
import { between, durationText } from '../words/times.ts';
import type { Feed } from './build-feed.ts';
import { BuildFilters } from './build-filters.tsx';
import { buildTitle, originWord } from './build-title.ts';
import { type BuildList, useBuilds } from './use-builds.tsx';

export function BuildListPage({ filter }: { filter: ListFilter }) {
  const list = useBuilds(filter);
  return (
    <section aria-labelledby="page-title">
      <div class="page-head">
        <h1 id="page-title">Builds</h1>
        <p class="muted">Newest first. The list follows what happens.</p>
      </div>
      <BuildFilters filter={filter} />
      <ListBody list={list} isFiltered={Object.keys(filter).length > 0} />
    </section>
  );
}

function ListBody({ list, isFiltered }: { list: BuildList; isFiltered: boolean }) {
  const { feed, isSlow, more } = list;
  if (!feed?.isLoaded) {
    return feed?.error ? <Problem error={feed.error} /> : <Loading what="builds" isSlow={isSlow} />;
  }
  return (
    <>
      {feed.error !== undefined && <Problem error={feed.error} />}
      {feed.builds.length === 0 ? (
        <NoBuilds isFiltered={isFiltered} />
      ) : (
        <Rows builds={feed.builds} />
      )}
      {feed.builds.length > 0 && <ListEnd feed={feed} more={more} />}
    </>
  );
}

function Rows({ builds }: { builds: Build[] }) {
  return (
    <div class="card card-list">
      <div class="build-row build-row-head" aria-hidden="true">
        <span>Status</span>
        <span>Script</span>
        <span>Correlation id</span>
        <span>Files</span>
        <span>Took</span>
        <span>Created</span>
      </div>
      <ol class="plain-list" aria-label="Builds">
        {builds.map((build) => (
          <li key={build.id}>
            <BuildRow build={build} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function BuildRow({ build }: { build: Build }) {
  const { id, status, correlationId, files, createdAt, origin, error } = build;
  return (
    <a class="build-row" href={hrefOf({ page: 'build', id })}>
      <span>
        <StatusBadge status={status} />
      </span>
      <span class="build-row-name">
        <strong>{buildTitle(build)}</strong>
        <span class="muted small">{error ? error.code : originWord(origin)}</span>
      </span>
      <span class="mono small muted cut" title={correlationId}>
        {correlationId}
      </span>
      <span class="small build-row-files">{filesText(files.length)}</span>
      <span class="small num">
        <Took build={build} />
      </span>
      <span class="small muted num build-row-time">
        <Time at={createdAt} />
      </span>
    </a>
  );
}

function filesText(count: number): string {
  if (count === 0) return '–';
  return count === 1 ? '1 file' : `${count} files`;
}

function Took({ build: { status, startedAt, endedAt } }: { build: Build }) {
  if (status === 'running' && startedAt) return <Elapsed since={startedAt} />;
  const took = between(startedAt, endedAt);
  return <>{took === undefined ? '–' : durationText(took)}</>;
}

function NoBuilds({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <Notice title="No build fits this filter">
        <p>
          The names must be exact.{' '}
          <a href={hrefOf({ page: 'builds', filter: {} })}>Show all builds</a>
        </p>
      </Notice>
    );
  }
  return (
    <Notice title="No builds yet">
      <p>
        <a href={hrefOf({ page: 'write' })}>Write a script</a> and run it, or{' '}
        <a href={hrefOf({ page: 'templates' })}>build a template</a>. Builds that arrive by queue,
        upload or event appear here too.
      </p>
    </Notice>
  );
}

/** Loads older builds when it comes into view; the button does the same by hand. */
function ListEnd({ feed, more }: { feed: Feed; more: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (feed.isAll || !end.current) return;
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && more(), {
      rootMargin: '300px',
    });
    seen.observe(end.current);
    return () => seen.disconnect();
  }, [feed.isAll, feed.builds.length, more]);
  if (feed.isAll) return <p class="list-end muted small">These are all builds.</p>;
  return (
    <div ref={end} class="list-end">
      <button type="button" class="button" disabled={feed.isLoadingMore} onClick={more}>
        {feed.isLoadingMore ? 'Loading older builds …' : 'Load older builds'}
      </button>
    </div>
  );
}
