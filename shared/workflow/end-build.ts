import type { BuildError } from '../build/build.ts';
import { type StoredBuild, type StoredFile, tryChangeBuild } from '../storage/rows/builds.ts';
import type { Table } from '../storage/rows/table.ts';

/** How a running build ends: with an error it has failed, without one it has succeeded. */
export type Ending = {
  files: StoredFile[];
  error?: BuildError;
  warnings?: StoredBuild['warnings'];
};

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
export async function endBuild(
  table: Table,
  build: StoredBuild,
  ending: Ending,
): Promise<StoredBuild | null> {
  return tryChangeBuild(table, build.tenant, build.id, {
    from: 'running',
    set: endingFields(ending),
  });
}
