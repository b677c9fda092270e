import { findName } from '../build/same-name.ts';
import { GatewayError } from '../errors.ts';
import type { Bucket } from '../storage/objects/bucket.ts';
import { objectExists } from '../storage/objects/link.ts';
import type { StoredFile } from '../storage/rows/builds.ts';

/**
 * One file of a build or of a save, by its name.
 *
 * @throws {GatewayError} NOT_FOUND when there is no such file, GONE when the file was deleted
 */
export async function readFile(
  { s3 }: Bucket,
  files: StoredFile[] = [],
  name = '',
): Promise<StoredFile> {
  // API Gateway decodes the path except for %25.
  const decoded = name.replaceAll('%25', '%');
  const names = files.map((candidate) => candidate.name);
  const known = names.includes(name) ? name : findName(names, decoded);
  const file = files.find((candidate) => candidate.name === known);
  if (!file) throw new GatewayError('NOT_FOUND', 'There is no file with this name.');
  if (!(await objectExists(s3, file))) throw new GatewayError('GONE', 'The file was deleted.');
  return file;
}
