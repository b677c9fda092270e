import { inputLink } from '../../build/script-links.ts';
import { freshScriptToken } from '../../ids.ts';
import { loopTime } from '../../script/diagnosis/loop-time.ts';
import { namesFrom } from '../../script/diagnosis/names.ts';
import { type Bucket, readText } from '../../storage/objects/bucket.ts';
import { keys } from '../../storage/objects/keys.ts';
import { deleteVersions } from '../../storage/objects/versions.ts';
import { getBuild, type StoredBuild } from '../../storage/rows/builds.ts';
import { tryChangeBuild } from '../../storage/rows/change-build.ts';
import type { Table } from '../../storage/table/table.ts';
import { askedMs } from '../asked-time.ts';
import { whyEnds } from './next-why-move.ts';
import { stageInstrumented } from './stage-instrumented.ts';

/** How long Docs takes at most to start the run, and to end it once the loop has ended. */
const MARGIN_MS = 5000;

/**
 * Asks Docs once more for a script whose instrumented run ended without a report. Docs has crashed, most likely
 * because the script used too much memory, so this run ends earlier, in the loop that it is then in.
 *
 * @returns the build as Docs is asked for it now; undefined if no run can say more
 */
export async function lookForLoop(
  { table, bucket, publicUrl }: { table: Table; bucket: Bucket; publicUrl: string },
  build: StoredBuild,
): Promise<StoredBuild | undefined> {
  const now = Date.now();
  const { diagnosis } = build;
  const loopsEndAfterMs = loopTime(askedMs(build, now));
  if (!diagnosis || !mayLook(build, now, loopsEndAfterMs)) return undefined;
  const script = (await readText(bucket, keys.stagedScript(build))) ?? '';
  const token = freshScriptToken();
  const emptyDocument = inputLink(publicUrl, build, namesFrom(token).emptyDocument);
  const { tryToInstrument } = await import('../../script/diagnosis/try-to-instrument.ts');
  const options = { token, emptyDocument, loopsEndAfterMs, hasCrashed: true };
  const instrumented = tryToInstrument(script, options);
  if (!instrumented?.hasTicks || instrumented.opensUnseen) return undefined;
  const staged = await stageInstrumented(bucket, build, token, instrumented);
  const set = {
    docsKey: `${build.run}-loop`,
    askedSince: new Date(now).toISOString(),
    diagnosis: { ...diagnosis, token, looksForLoop: true },
  };
  const change = { from: 'running' as const, answered: false, underKeyOf: build, set };
  const changed = await tryChangeBuild(table, build.tenant, build.id, change);
  if (changed) return changed;
  // A cancel, an erasure or another invocation came first, unless only the answer to the change was lost.
  const current = await getBuild(table, build.tenant, build.id);
  if (current?.diagnosis?.token !== token) await deleteVersions(bucket, staged);
  return undefined;
}

function mayLook(build: StoredBuild, now: number, ms: number | undefined): boolean {
  const { diagnosis } = build;
  if (!diagnosis || diagnosis.looksForLoop || diagnosis.error.code !== 'SCRIPT_FAILED')
    return false;
  const left = whyEnds(build, Date.parse(diagnosis.since)) - now;
  return ms !== undefined && ms + MARGIN_MS <= left;
}
