import { notInstrumentable, whyNotInstrumentable } from '../../build/script.ts';
import { inputLink } from '../../build/script-links.ts';
import { type GatewayError, isGatewayError } from '../../errors.ts';
import type { Instrumented } from '../../script/diagnosis/instrument.ts';
import { namesFrom } from '../../script/diagnosis/names.ts';
import type { InstrumentOptions } from '../../script/diagnosis/state.ts';
import { type Bucket, readText } from '../../storage/objects/bucket.ts';
import { keys } from '../../storage/objects/keys.ts';
import { deleteVersions } from '../../storage/objects/versions.ts';
import { getBuild, type StoredBuild } from '../../storage/rows/builds.ts';
import type { Table } from '../../storage/table/table.ts';
import { stageInstrumented } from './stage-instrumented.ts';

/** The name of the file in which the script of a build with `debug` reports; undefined for any other build. */
export function debugReportOf({ debugToken }: StoredBuild): string | undefined {
  return debugToken === undefined ? undefined : namesFrom(debugToken).file;
}

/**
 * Stages the instrumented script of a build with `debug`, which is the only one that runs. Must be done before
 * Docs is asked for the build. Safe to repeat: the same script is made each time.
 *
 * @returns REQUEST_INVALID if the script cannot be instrumented
 */
export async function stageDebugRun(
  { table, bucket, publicUrl }: { table: Table; bucket: Bucket; publicUrl: string },
  build: StoredBuild,
): Promise<GatewayError | undefined> {
  const { debugToken: token } = build;
  if (token === undefined) return undefined;
  const script = (await readText(bucket, keys.stagedScript(build))) ?? '';
  const made = await tryToInstrument(script, {
    token,
    keepsFiles: true,
    emptyDocument: inputLink(publicUrl, build, namesFrom(token).emptyDocument),
  });
  if (isGatewayError(made)) return made;
  const staged = await stageInstrumented(bucket, build, token, made);
  // The build may have been erased before these files were written.
  if (!(await getBuild(table, build.tenant, build.id))) await deleteVersions(bucket, staged);
  return undefined;
}

async function tryToInstrument(
  script: string,
  options: InstrumentOptions,
): Promise<Instrumented | GatewayError> {
  const tooLong = whyNotInstrumentable(script);
  if (tooLong) return tooLong;
  const parser = await import('../../script/diagnosis/try-to-instrument.ts');
  const made = parser.tryToInstrument(script, options);
  return made ?? notInstrumentable('is nested too deeply');
}
