import type { DocsClient } from '../../docs/client.ts';
import { openFile } from '../../docs/open-file.ts';
import type { FileLink } from '../../docs/result-links.ts';
import { GatewayError } from '../../errors.ts';
import type { Bucket } from '../../storage/objects/bucket.ts';
import { BUILD_ID } from '../../storage/objects/copied-files.ts';
import { copyToBucket } from '../../storage/objects/copy-to-bucket.ts';
import { destinationOf } from '../../storage/objects/destination.ts';
import type { StoredBuild, StoredFile } from '../../storage/rows/builds.ts';

export type CopyDeps = { docs: DocsClient; bucket: Bucket; maxFileBytes: number };

/**
 * Copies the file behind a link of Docs into the bucket.
 *
 * @param accepts decides by the announced length in bytes, null if unknown, whether to copy the file; nothing
 *   is written before that
 * @throws {GatewayError} RESULT_TOO_LARGE when it is not accepted, or larger than `maxFileBytes`;
 *   RESULT_EXPIRED when the link is no longer valid; an error of Docs or of S3
 */
export async function copyFile(
  { docs, bucket, maxFileBytes }: CopyDeps,
  build: StoredBuild,
  link: FileLink,
  signal: AbortSignal,
  accepts: (length: number | null) => boolean | Promise<boolean> = () => true,
): Promise<StoredFile> {
  const { body, length } = await openFile(docs, link, signal);
  if (!(await accepts(length))) {
    await body.cancel();
    throw new GatewayError('RESULT_TOO_LARGE', `${link.name} is not copied at once.`);
  }
  const key = destinationOf(build, link.name);
  const copied = await copyToBucket({
    s3: bucket.s3,
    bucket: bucket.name,
    key,
    name: link.name,
    body,
    length,
    maxBytes: maxFileBytes,
    metadata: { [BUILD_ID]: build.id },
    signal,
  });
  return { name: link.name, bucket: bucket.name, key, ...copied };
}
