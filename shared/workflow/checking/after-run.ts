import type { BuildWarning } from '../../build/build.ts';
import { withFindings } from '../../build/script-warnings.ts';
import { quoted } from '../../script/check/finding.ts';
import type { SavedFile } from '../../script/saved-files.ts';

const MAX_SHOWN = 5;

/**
 * The warnings of a build once the files that Docs has saved are known.
 *
 * @param warnings of the build so far
 * @param saves what the script saves, as read off it
 * @param names of the files that Docs has saved, at least one
 * @param unread the warnings of inputs that Docs did not read
 */
export function warningsAfterRun(
  warnings: readonly BuildWarning[],
  saves: readonly SavedFile[],
  names: readonly string[],
  unread: readonly BuildWarning[] = [],
): BuildWarning[] {
  const isOverwritten = names.length < saves.length;
  const kept = warnings.filter(
    ({ code }) => code !== 'ARGUMENT_EMPTY' && (isOverwritten || code !== 'FILE_OVERWRITTEN'),
  );
  const known = new Set(kept.flatMap(({ code, line }) => (code === 'FILE_RENAMED' ? [line] : [])));
  const renamed = saves.flatMap((save) => (known.has(save.line) ? [] : renamedFile(save, names)));
  return withFindings(
    warnings,
    [...kept, ...renamed, ...unread].sort((a, b) => order(a) - order(b)),
  );
}

/** Warnings without a line come last. */
const order = ({ line }: BuildWarning) => line ?? Number.POSITIVE_INFINITY;

function renamedFile(save: SavedFile, names: readonly string[]): BuildWarning[] {
  const { name, fallback, isCertain, line, column } = save;
  const warning = { code: 'FILE_RENAMED' as const, line, column };
  if (fallback !== undefined && names.includes(fallback)) {
    const detail = `The code of this name gives no text, so the file is named ${quoted(fallback)}: let it give a text.`;
    return [{ ...warning, detail }];
  }
  if (!isCertain || !name || names.includes(name)) return [];
  const saved = names.slice(0, MAX_SHOWN).map(quoted).join(', ');
  const more = names.length > MAX_SHOWN ? ` and ${names.length - MAX_SHOWN} more` : '';
  return [
    { ...warning, detail: `Docs saved no file named ${quoted(name)}. It saved ${saved}${more}.` },
  ];
}
