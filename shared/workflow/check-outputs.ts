import type { BuildError } from '../build/build.ts';
import { findName } from '../build/same-name.ts';
import { type Destined, destinationOf } from '../storage/objects/destination.ts';
import { buildError } from './build-error.ts';
import type { StagedCheck } from './checking/check-staged-script.ts';
import { emptyError } from './checking/empty-error.ts';

/** Why a build failed although Docs ran its script; `keepsFiles`: the saved files are copied and listed. */
export type OutputFailure = { error: BuildError; keepsFiles: boolean };

/**
 * Checks the files that a script saved against the outputs that its request names.
 *
 * @param names of the saved files
 * @param check what was read off the script, if that is known
 * @returns null when the build has succeeded
 */
export function checkOutputs(
  build: Destined,
  names: string[],
  check?: StagedCheck | null,
): OutputFailure | null {
  if (names.length === 0) return { error: emptyError(check), keepsFiles: false };
  const conflict = findKeyConflict(build, names);
  if (conflict) return { error: buildError('REQUEST_INVALID', conflict), keepsFiles: false };
  const missing = Object.keys(build.outputs).filter(
    (name) => name !== '*' && findName(names, name) === undefined,
  );
  if (missing.length === 0) return null;
  const detail = `The script did not save ${listOf(missing)}; it saved ${listOf(names)}.`;
  return { error: buildError('OUTPUT_MISSING', detail), keepsFiles: true };
}

function findKeyConflict(build: Destined, names: string[]): string | null {
  const byKey = new Map<string, string>();
  for (const name of names) {
    const key = destinationOf(build, name);
    const other = byKey.get(key);
    if (other !== undefined) return `The outputs map ${other} and ${name} to the same key.`;
    byKey.set(key, name);
  }
  return null;
}

function listOf(names: string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
