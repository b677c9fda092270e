import type { S3Client } from '@aws-sdk/client-s3';
import type { FileLinks } from '../build/build.ts';
import { type LinkOptions, presignedLink } from './objects/link.ts';
import type { StoredFile } from './rows/builds.ts';

/** How long a link to a file is valid. */
export const LINK_SECONDS = 15 * 60;

/** The types that a browser may show, besides text. None of them can run a script. */
const SHOWN = ['application/pdf', 'image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/**
 * The type as which a browser may show a file. The link must fix it, because the bytes of a file may be those
 * of another type than its own. Every text, also HTML, is shown as plain text.
 *
 * @returns undefined for a type that must be saved instead
 */
export function shownType(contentType: string): string | undefined {
  if (contentType.startsWith('text/')) return 'text/plain; charset=utf-8';
  return SHOWN.find((type) => type === contentType);
}

/** A link that saves one file, or, if asked to and if the file's type allows it, shows it. */
export function linkTo(
  s3: S3Client,
  file: StoredFile,
  { disposition, method, madeAt }: Pick<LinkOptions, 'disposition' | 'method' | 'madeAt'> = {},
): Promise<string> {
  const contentType = disposition === 'inline' ? shownType(file.contentType) : undefined;
  return presignedLink(s3, file, {
    expiresInSeconds: LINK_SECONDS,
    disposition: contentType === undefined ? disposition && 'attachment' : disposition,
    contentType,
    method,
    madeAt,
  });
}

/** The links to one file. */
export async function linksTo(s3: S3Client, file: StoredFile): Promise<FileLinks> {
  const madeAt = new Date(Math.floor(Date.now() / 1000) * 1000); // S3 counts from a whole second
  return {
    url: await linkTo(s3, file, { disposition: 'attachment', madeAt }),
    inlineUrl: shownType(file.contentType)
      ? await linkTo(s3, file, { disposition: 'inline', madeAt })
      : null,
    expiresAt: new Date(madeAt.getTime() + LINK_SECONDS * 1000).toISOString(),
  };
}
