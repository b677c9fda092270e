import type { BuildWarning } from '../../build/build.ts';
import { requireSize } from '../../build/script.ts';
import { withoutInputLinks } from '../../build/script-links.ts';
import { warningOf } from '../../build/script-warnings.ts';
import { isGatewayError } from '../../errors.ts';
import { logError } from '../../log.ts';
import type { ScriptError } from '../../script/check/script-error.ts';
import type { NamedInput } from '../../script/named-inputs.ts';
import type { SavedFile } from '../../script/saved-files.ts';
import { type Bucket, readObject } from '../../storage/objects/bucket.ts';
import { keys } from '../../storage/objects/keys.ts';
import type { StoredBuild } from '../../storage/rows/builds.ts';
import { mustSave } from './empty-error.ts';

/** `publicUrl`: in whose links inputs have their names again. */
export type CheckDeps = { bucket: Bucket; publicUrl: string };

/** What can be read off the script of a build. */
export type StagedCheck = {
  warnings: BuildWarning[];
  /** Why the script fails; null if that cannot be read off it. */
  error: ScriptError | null;
  saves: SavedFile[];
  inputs: NamedInput[];
  /** Whether the script saves a file for certain, if it does not fail. */
  mustSave: boolean;
};

/** A check needs memory of some 200 bytes for each character, and `ask-docs` has 256 MB. */
const MAX_CHECKED_BYTES = 512 * 1024;
const TOO_LARGE: StagedCheck = {
  warnings: [
    warningOf({ code: 'CHECK_SKIPPED', detail: 'A script of more than 512 KiB is not checked.' }),
  ],
  error: null,
  saves: [],
  inputs: [],
  mustSave: false,
};

/** Checks the script of a build. @returns null if it could not be checked, which must not fail the build */
export async function checkStagedScript(
  { bucket, publicUrl }: CheckDeps,
  build: StoredBuild,
): Promise<StagedCheck | null> {
  try {
    const [{ checkScript }, script] = await Promise.all([
      import('../../script/check/check-script.ts'),
      readObject(bucket, { key: keys.stagedScript(build) }, requireCheckable),
    ]);
    if (!script) return null;
    const staged = Buffer.from(script.bytes).toString('utf8');
    const text = withoutInputLinks(publicUrl, build, staged); // as its author wrote it
    const { error, findings, saves, inputs } = checkScript(text);
    const warnings = findings.map(warningOf);
    return { error, warnings, saves, inputs, mustSave: mustSave({ error, saves }) };
  } catch (error) {
    if (isGatewayError(error, 'SCRIPT_TOO_LARGE')) return TOO_LARGE;
    logError(error);
    return null;
  }
}

function requireCheckable(bytes: number): void {
  requireSize(bytes, MAX_CHECKED_BYTES);
}
