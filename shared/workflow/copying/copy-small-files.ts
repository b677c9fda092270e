import type { FileLink } from '../../docs/result-links.ts';
import { FAST_COPY_MS } from '../../limits.ts';
import { logError } from '../../log.ts';
import { deleteVersions } from '../../storage/objects/versions.ts';
import type { StoredBuild, StoredFile } from '../../storage/rows/builds.ts';
import { type CopyDeps, copyFile } from './copy-file.ts';

/** Limits of the fast copy. Larger results go to the step *Copy results*. */
const MAX_FILES = 10;
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * Copies all files of a build in parallel, or none. It is tried once: after any failure the step
 * *Copy results* copies them.
 *
 * @param mayWrite the files are requested from Docs at once, but written to the bucket only if this becomes true
 * @returns null when the files are too many or too large, a copy failed or took too long, or none may be written
 */
export async function copySmallFiles(
  deps: CopyDeps,
  build: StoredBuild,
  links: FileLink[],
  mayWrite: Promise<boolean> = Promise.resolve(true),
): Promise<StoredFile[] | null> {
  if (links.length > MAX_FILES) return null;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(FAST_COPY_MS)]);
  const isWithin = withinBytes(MAX_BYTES);
  const accepts = async (length: number | null) => isWithin(length) && mayWrite;
  const results = await Promise.allSettled(
    links.map((link) =>
      copyFile(deps, build, link, signal, accepts).catch((error: unknown) => {
        stop.abort();
        throw error;
      }),
    ),
  );
  const files = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (files.length === links.length) return files;
  // The step writes other versions. A version that cannot be deleted here is deleted with the build.
  await deleteVersions(deps.bucket, files).catch(logError);
  return null;
}

/** Accepts files of known lengths as long as their sum is within the limit. */
function withinBytes(maxBytes: number): (length: number | null) => boolean {
  let left = maxBytes;
  return (length) => {
    left -= length ?? Number.POSITIVE_INFINITY;
    return left >= 0;
  };
}
