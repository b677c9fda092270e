import type { BuildError } from '../../build/build.ts';
import type { ScriptError } from '../../script/check/script-error.ts';
import type { SavedFile } from '../../script/saved-files.ts';
import { buildError } from '../build-error.ts';
import { positionOf } from './explain-failure.ts';

/** Whether a script saves a file for certain, if it does not fail. */
export function mustSave({ error, saves }: { error: ScriptError | null; saves: SavedFile[] }) {
  return error === null && saves.some(({ isCertain }) => isCertain);
}

const CRASHED =
  'The script saves a file, but Docs returned none: its converter probably crashed on what the script saves.';

/**
 * Why a script that succeeded saved no file, as far as it can be read off the script. Docs reports success also
 * when its converter has crashed.
 */
export function emptyError(
  check: { error: ScriptError | null; mustSave: boolean } | null | undefined,
): BuildError {
  if (check?.mustSave) return buildError('BUILD_EMPTY', CRASHED);
  const why = check?.error;
  const detail = 'The script ended without saving a file.';
  if (!why || why.code === 'LOOP_ENDLESS' || why.code === 'FILE_NAME_INVALID')
    return buildError('BUILD_EMPTY', detail);
  return buildError('BUILD_EMPTY', `${detail} ${why.detail}`, { at: positionOf(why) });
}
