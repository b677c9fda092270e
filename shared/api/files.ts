import { GatewayError } from '../errors.ts';
import type { Bucket } from '../storage/objects/bucket.ts';
import { objectExists } from '../storage/objects/link.ts';
import type { StoredBuild, StoredFile } from '../storage/rows/builds.ts';

/**
 * One file of a build, by its name.
 *
 * @throws {GatewayError} NOT_FOUND when the build has no such file, GONE when the file was deleted
 */
export async function readFile(
  { s3 }: Bucket,
  build: StoredBuild,
  name: string,
): Promise<StoredFile> {
  // API Gateway decodes the path except for %25.
  const decoded = name.replaceAll('%25', '%');
  const file =
    build.files?.find((candidate) => candidate.name === name) ??
    build.files?.find((candidate) => candidate.name === decoded);
  if (!file) throw new GatewayError('NOT_FOUND', 'The build has no file with this name.');
  if (!(await objectExists(s3, file)))
    throw new GatewayError('GONE', 'The file was deleted after the build.');
  return file;
}
