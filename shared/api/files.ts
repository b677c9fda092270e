import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { GatewayError } from '../errors.ts';
import type { StoredBuild, StoredFile } from '../storage/builds.ts';
import { objectExists } from '../storage/link.ts';
import { parseWith } from '../workflow/request.ts';

/** How a browser treats a file: saves it, or shows it. */
export const fileQuerySchema = z.strictObject({
  disposition: z._default(z.enum(['attachment', 'inline']), 'attachment'),
});

/** @throws {GatewayError} REQUEST_INVALID with a pointer and a rule for each wrong parameter */
export function parseFileQuery(query: Record<string, string>): z.infer<typeof fileQuerySchema> {
  return parseWith(fileQuerySchema, query);
}

/**
 * One file of a build, by its name.
 *
 * @throws {GatewayError} NOT_FOUND when the build has none of that name, GONE when it was deleted since
 */
export async function readFile(
  s3: S3Client,
  build: StoredBuild,
  name: string,
): Promise<StoredFile> {
  const file = build.files?.find((candidate) => candidate.name === name);
  if (!file) throw new GatewayError('NOT_FOUND', 'The build has no file of this name.');
  if (!(await objectExists(s3, file)))
    throw new GatewayError('GONE', 'The file was deleted since it was built.');
  return file;
}
