import type { BuildError } from '../../build/build.ts';
import { MAX_INSTRUMENTED_CHARACTERS } from '../../build/script.ts';
import { inputLink } from '../../build/script-links.ts';
import { freshScriptToken } from '../../ids.ts';
import type { Instrumented } from '../../script/diagnosis/instrument.ts';
import { namesFrom } from '../../script/diagnosis/names.ts';
import { type Bucket, readText } from '../../storage/objects/bucket.ts';
import { keys } from '../../storage/objects/keys.ts';
import { deleteVersions } from '../../storage/objects/versions.ts';
import { type Diagnosis, getBuild, type StoredBuild } from '../../storage/rows/builds.ts';
import { beginDiagnosis } from '../../storage/rows/diagnosing.ts';
import type { Table } from '../../storage/table/table.ts';
import { askedMs } from '../asked-time.ts';
import { withoutPlace } from '../build-error.ts';
import { whyEnds } from './next-why-move.ts';
import { stageInstrumented } from './stage-instrumented.ts';

export type DiagnosisDeps = { table: Table; bucket: Bucket; publicUrl: string; diagnoses: boolean };

/** A script that took Docs longer is not run again. */
const MAX_RUN_MS = 30_000;
/** Loops end after this time in a run that looks for a loop that does not end. */
const LOOP_MS = 20_000;
/** If a call crashes, the next build of the tenant may be diagnosed this long after the last question. */
const MARGIN_MS = 10_000;

/** What is known of a build that failed in Docs: the finished error, or that Docs is asked once more. */
export type Begun = { error: BuildError } | { asks: StoredBuild };

/**
 * Asks why a script failed, by one more run in Docs. That run gets a key of its own; the slot stays held, and
 * the build has no answer, so that a cancel still wins.
 *
 * @param error of the build as Docs ended it
 */
export async function beginToDiagnose(
  deps: DiagnosisDeps,
  build: StoredBuild,
  error: BuildError,
): Promise<Begun> {
  if (build.debugToken)
    return {
      error: withoutPlace(error, 'with debug a script is run once, and the run ended early'),
    };
  const now = Date.now();
  if (!deps.diagnoses || !mayRunAgain(build, error, now)) return { error };
  const script = await readText(deps.bucket, keys.stagedScript(build));
  if (script === undefined || script.length > MAX_INSTRUMENTED_CHARACTERS) return { error };
  const token = freshScriptToken();
  const loopsEndAfterMs = error.code === 'BUILD_TIMEOUT' ? LOOP_MS : undefined;
  const { tryToInstrument } = await import('../../script/diagnosis/try-to-instrument.ts');
  const emptyDocument = inputLink(deps.publicUrl, build, namesFrom(token).emptyDocument);
  const instrumented = tryToInstrument(script, { token, loopsEndAfterMs, emptyDocument });
  if (!instrumented) return { error };
  const since = new Date(now).toISOString();
  return runAgain(deps, build, { token, since, error }, instrumented);
}

function mayRunAgain(build: StoredBuild, { code }: BuildError, now: number): boolean {
  if (build.diagnosis || whyEnds(build, now) <= now) return false;
  return code === 'BUILD_TIMEOUT' || askedMs(build, now) <= MAX_RUN_MS;
}

async function runAgain(
  { table, bucket }: DiagnosisDeps,
  build: StoredBuild,
  diagnosis: Diagnosis,
  instrumented: Instrumented,
): Promise<Begun> {
  const { token, since, error } = diagnosis;
  const staged = await stageInstrumented(bucket, build, token, instrumented);
  const fields = { docsKey: `${build.run}-why`, askedSince: since, diagnosis };
  const until = whyEnds(build, Date.parse(since)) + MARGIN_MS;
  const begun = await beginDiagnosis(table, build, fields, until);
  if (begun === 'begun') return { asks: { ...build, ...fields } };
  const current = await getBuild(table, build.tenant, build.id);
  // The build may have been erased before these files were written.
  if (current?.diagnosis?.token !== token) await deleteVersions(bucket, staged);
  if (current?.status === 'running' && current.diagnosis) return { asks: current };
  return { error: withoutPlace(error, 'another build of the tenant was being examined') };
}
