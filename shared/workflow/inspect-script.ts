import type { BuildWarning } from '../build/build.ts';
import { scriptWarnings } from '../build/script-warnings.ts';
import { type Bucket, readText } from '../storage/objects/bucket.ts';
import { keys } from '../storage/objects/keys.ts';
import type { StoredBuild } from '../storage/rows/builds.ts';

/**
 * The warnings of a build that ends, if its script was fetched by URL: admission has inspected inline scripts
 * and templates. Undefined for those.
 */
export async function warningsOfScript(
  bucket: Bucket,
  build: StoredBuild,
): Promise<BuildWarning[] | undefined> {
  if (!(build.fetches && 'url' in build.source)) return undefined;
  const script = await readText(bucket, keys.stagedScript(build));
  return script === undefined ? undefined : [...scriptWarnings(script), ...build.warnings];
}
