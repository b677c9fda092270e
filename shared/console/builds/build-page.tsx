import type { Build } from '../../client/types.ts';
import { FilesView } from '../files/files-view.tsx';
import { Loading, Notice, Problem } from '../parts/notice.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { hrefOf } from '../route.ts';
import { BuildActions } from './build-actions.tsx';
import { BuildFacts } from './build-facts.tsx';
import { BuildFailure } from './build-failure.tsx';
import { Findings, LogLines } from './build-findings.tsx';
import { BuildSteps } from './build-steps.tsx';
import { buildTitle } from './build-title.ts';
import { useBuild } from './use-build.tsx';

export function BuildPage({ id }: { id: string }) {
  const { build, error, isSlow, setBuild, again } = useBuild(id);
  return (
    <article aria-labelledby="page-title">
      <p class="back">
        <a href={hrefOf({ page: 'builds', filter: {} })}>← Builds</a>
      </p>
      {error !== undefined && <Problem error={error} again={again} />}
      {build && <BuildView build={build} onChange={setBuild} />}
      {!build && (
        <>
          <h1 id="page-title" class={error === undefined ? 'sr-only' : ''}>
            Build <code>{id}</code>
          </h1>
          {error === undefined && <Loading what="the build" isSlow={isSlow} />}
        </>
      )}
    </article>
  );
}

function BuildView({ build, onChange }: { build: Build; onChange: (build: Build) => void }) {
  return (
    <>
      <div class="page-head page-head-build">
        <div>
          <h1 id="page-title">
            {buildTitle(build)} <StatusBadge status={build.status} />
          </h1>
          <p class="mono small muted">{build.id}</p>
        </div>
        <BuildActions build={build} onChange={onChange} />
      </div>
      {build.error && <BuildFailure error={build.error} />}
      <BuildSteps build={build} />
      <BuildOutcome build={build} />
      <BuildFacts build={build} />
    </>
  );
}

/** What came of a build besides an error: files, warnings and logs. */
export function BuildOutcome({ build }: { build: Build }) {
  const { files, status, warnings, logs } = build;
  return (
    <>
      {status === 'cancelled' && (
        <Notice title="This build was cancelled">
          <p>Nothing of it is kept.</p>
        </Notice>
      )}
      {files.length > 0 && <FilesView key={build.id} files={files} />}
      <Findings findings={warnings ?? []} />
      <LogLines logs={logs ?? []} />
    </>
  );
}
