import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Build } from '../../client/types.ts';
import { BuildFailure } from '../builds/build-failure.tsx';
import { BuildOutcome } from '../builds/build-page.tsx';
import { useBuild } from '../builds/use-build.tsx';
import { Loading, Problem } from '../parts/notice.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Elapsed } from '../parts/time.tsx';
import { hrefOf } from '../route.ts';
import { between, durationText } from '../words/times.ts';
import { CancelButton } from './cancel-button.tsx';
import { StartedActions } from './started-actions.tsx';

/** Where the result is below what the reader wrote, as in `styles/work.css`. */
const ONE_COLUMN = '(width < 980px)';

type RunPanelProps = {
  id: string;
  /** Called at each change of the build. */
  onBuild?: (build: Build) => void;
  onStarted: (id: string) => void;
  /** What is offered once the build has ended. */
  children?: ComponentChildren;
};

/** A build that was started on this page: what happens, and what came of it. */
export function RunPanel({ id, onBuild, onStarted, children }: RunPanelProps) {
  const { build, error, isSlow, setBuild, again } = useBuild(id);
  useEffect(() => {
    if (build) onBuild?.(build);
  }, [build, onBuild]);
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (matchMedia(ONE_COLUMN).matches) panel.current?.scrollIntoView({ block: 'start' });
  }, []);
  return (
    <div ref={panel} class="run-panel">
      {error !== undefined && <Problem error={error} again={again} />}
      {!build && error === undefined && <Loading what="the build" isSlow={isSlow} />}
      {build && (
        <>
          <RunHead build={build} />
          <div class="row row-wrap run-actions">
            {build.endedAt === null && <CancelButton build={build} onChange={setBuild} />}
            {build.endedAt !== null && <StartedActions id={id} onStarted={onStarted} />}
          </div>
          {build.endedAt !== null && children}
          {build.error && <BuildFailure error={build.error} />}
          <BuildOutcome build={build} />
        </>
      )}
    </div>
  );
}

function RunHead({ build }: { build: Build }) {
  return (
    <div class="run-head">
      <StatusBadge status={build.status} />
      <p role="status">{whatHappens(build)}</p>
      {build.endedAt === null && (
        <span class="muted small">
          <Elapsed since={build.startedAt ?? build.createdAt} />
        </span>
      )}
      <a class="small run-link" href={hrefOf({ page: 'build', id: build.id })}>
        Build page
      </a>
    </div>
  );
}

function whatHappens({ status, createdAt, endedAt, files }: Build): string {
  if (status === 'queued') return 'Waits for a free slot in Docs.';
  if (status === 'running') return 'Docs runs the script.';
  const took = durationText(between(createdAt, endedAt) ?? 0);
  if (status !== 'succeeded') return `Ended after ${took}.`;
  return `${files.length === 1 ? '1 file' : `${files.length} files`} in ${took}.`;
}
