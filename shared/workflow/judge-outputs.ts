import type { BuildError, BuildWarning } from '../build/build.ts';
import { type Destined, destinationOf } from '../storage/objects/destination.ts';
import { buildError } from './end-build.ts';

/** What is wrong with what was saved; `keep` tells whether its files are kept all the same. */
export function judgeOutputs(
  build: Destined,
  names: string[],
  warnings: BuildWarning[] = [],
): { error: BuildError; keep: boolean } | null {
  if (names.length === 0)
    return { error: buildError('BUILD_EMPTY', whyEmpty(warnings)), keep: false };
  const clash = clashOf(build, names);
  if (clash) return { error: buildError('REQUEST_INVALID', clash), keep: false };
  const missing = Object.keys(build.outputs).filter(
    (name) => name !== '*' && !names.includes(name),
  );
  if (missing.length === 0) return null;
  const detail = `The script did not save ${listOf(missing)}; it saved ${listOf(names)}.`;
  return { error: buildError('OUTPUT_MISSING', detail), keep: true };
}

/** The usual reason: `builder.` calls with more behind them on their lines. */
function whyEmpty(warnings: BuildWarning[]): string {
  const lines = warnings.flatMap(({ code, line }) =>
    code === 'LINE_SWALLOWED' ? [`${line}`] : [],
  );
  const told = 'The script ended without saving a file.';
  if (lines.length === 0) return told;
  return `${told} Docs ignored the rest of line${lines.length > 1 ? 's' : ''} ${listOf(lines)}.`;
}

function clashOf(build: Destined, names: string[]): string | null {
  const byKey = new Map<string, string>();
  for (const name of names) {
    const key = destinationOf(build, name);
    const other = byKey.get(key);
    if (other !== undefined) return `The outputs send ${other} and ${name} to one key.`;
    byKey.set(key, name);
  }
  return null;
}

function listOf(names: string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
