import type { BuildWarning } from '../build/build.ts';
import { syntaxErrorIn } from '../build/script-syntax.ts';
import { scriptWarnings } from '../build/script-warnings.ts';
import type { ScriptPosition } from '../errors.ts';
import { type Bucket, readText } from '../storage/objects/bucket.ts';
import { keys } from '../storage/objects/keys.ts';
import type { StoredBuild } from '../storage/rows/builds.ts';

/** `warnings` is set when the script was fetched by URL; `at` is the place of its syntax error. */
export type Inspection = { warnings?: BuildWarning[]; at: ScriptPosition | null };

/**
 * Inspects the staged script of a build that ends. Admission has inspected inline scripts and templates
 * for warnings; a script by URL was fetched later. Both checks share one read, because the script may have 20 MiB.
 *
 * @param hasFailed whether to look for a syntax error
 */
export async function inspectScript(
  bucket: Bucket,
  build: StoredBuild,
  hasFailed = false,
): Promise<Inspection> {
  const isFetched = build.fetches && 'url' in build.source;
  if (!isFetched && !hasFailed) return { at: null };
  const script = await readText(bucket, keys.stagedScript(build));
  if (script === undefined) return { at: null };
  return {
    warnings: isFetched ? [...scriptWarnings(script), ...build.warnings] : undefined,
    at: hasFailed ? syntaxErrorIn(script) : null,
  };
}
