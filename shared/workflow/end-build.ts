import type { BuildError } from '../build/build.ts';
import { logError } from '../log.ts';
import type { BuildChange, StoredBuild, StoredFile } from '../storage/rows/builds.ts';
import { endRunning } from '../storage/rows/running-build.ts';
import type { Table } from '../storage/table/table.ts';
import type { StartSignal } from './start-signal.ts';

/** How a running build ends: with an error it has failed, without one it has succeeded. */
export type Ending = {
  files: StoredFile[];
  error?: BuildError;
  warnings?: StoredBuild['warnings'];
};

export type EndDeps = { table: Table; signalStart: StartSignal };

/** The fields that a build's row gets when the build ends now. */
export function endingFields({ files, error, warnings }: Ending): Partial<StoredBuild> {
  const status = error ? 'failed' : 'succeeded';
  return { status, files, error, warnings, endedAt: new Date().toISOString() };
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
  return endAndSignal(deps, build, { set: endingFields(ending) });
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
