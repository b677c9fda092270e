import type { BuildError, BuildWarning } from '../build/build.ts';
import { type Destined, destinationOf } from '../storage/objects/destination.ts';
import { buildError } from './build-error.ts';

/** Why a build failed although Docs ran its script; `keepsFiles`: the saved files are copied and listed. */
export type OutputFailure = { error: BuildError; keepsFiles: boolean };

/**
 * Checks the files that a script saved against the outputs that its request names.
 *
 * @param names of the saved files
 * @returns null when the build has succeeded
 */
export function checkOutputs(
  build: Destined,
  names: string[],
  warnings: BuildWarning[] = [],
): OutputFailure | null {
  if (names.length === 0)
    return { error: buildError('BUILD_EMPTY', emptyDetail(warnings)), keepsFiles: false };
  const conflict = findKeyConflict(build, names);
  if (conflict) return { error: buildError('REQUEST_INVALID', conflict), keepsFiles: false };
  const missing = Object.keys(build.outputs).filter(
    (name) => name !== '*' && !names.includes(name),
  );
  if (missing.length === 0) return null;
  const detail = `The script did not save ${listOf(missing)}; it saved ${listOf(names)}.`;
  return { error: buildError('OUTPUT_MISSING', detail), keepsFiles: true };
}

/** Adds the most frequent reason: a statement that follows a `builder.` call on the same line. */
function emptyDetail(warnings: BuildWarning[]): string {
  const lines = warnings.flatMap(({ code, line }) =>
    code === 'LINE_SWALLOWED' ? [`${line}`] : [],
  );
  const detail = 'The script ended without saving a file.';
  if (lines.length === 0) return detail;
  return `${detail} Docs ignored the rest of line${lines.length > 1 ? 's' : ''} ${listOf(lines)}.`;
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
