import type { BuildError } from '../build/build.ts';
import { logError } from '../log.ts';
import type { StoredBuild, StoredFile } from '../storage/rows/builds.ts';
import type { BuildChange } from '../storage/rows/change-build.ts';
import { endRunning } from '../storage/rows/running-build.ts';
import type { Table } from '../storage/table/table.ts';
import { withoutPlace } from './build-error.ts';
import type { StartSignal } from './starting/start-signal.ts';

/** How a running build ends: with an error it has failed, without one it has succeeded. */
export type Ending = {
  files: StoredFile[];
  error?: BuildError;
  warnings?: StoredBuild['warnings'];
  logs?: StoredBuild['logs'];
};

export type EndDeps = { table: Table; signalStart: StartSignal };

/** The fields that a build's row gets when the build ends now. */
export function endingFields({ files, error, warnings, logs }: Ending): Partial<StoredBuild> {
  const status = error ? 'failed' : 'succeeded';
  return { status, files, error, warnings, logs, endedAt: new Date().toISOString() };
}

/**
 * Ends a running build. Of several concurrent calls, one succeeds. The table's stream then
 * publishes the build's event.
 *
 * @returns the build, or null when it had already ended
 */
export function endBuild(
  deps: EndDeps,
  build: StoredBuild,
  ending: Ending,
): Promise<StoredBuild | null> {
  return endAndSignal(deps, build, { set: endingFields(withKnownError(build, ending)) });
}

/** While Docs is asked where a script failed, the error of the build is known, whatever stops the asking. */
function withKnownError({ diagnosis }: StoredBuild, ending: Ending): Ending {
  if (!diagnosis || !ending.error || ending.error.code === diagnosis.error.code) return ending;
  return { ...ending, error: withoutPlace(diagnosis.error, 'the search for it was stopped') };
}

/**
 * Ends a running build. If Docs was never asked for it, its slot becomes free, and the start signal is sent.
 *
 * @returns the build, or null when it no longer ran, or was not as `change` requires
 */
export async function endAndSignal(
  { table, signalStart }: EndDeps,
  build: StoredBuild,
  change: Pick<BuildChange, 'set' | 'answered'>,
): Promise<StoredBuild | null> {
  const ended = await endRunning(table, build, change);
  // The build has ended, so a lost signal must not fail the call: the schedule sends one each minute.
  if (ended?.isSlotFreed) await signalStart().catch(logError);
  return ended?.build ?? null;
}
