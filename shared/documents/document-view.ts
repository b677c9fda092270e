import * as z from 'zod/mini';
import { fileSchema } from '../build/build.ts';
import { viewFileWithLink } from '../storage/build-view.ts';
import type { Bucket } from '../storage/objects/bucket.ts';
import type { LatestJson } from '../storage/objects/latest-save.ts';
import type { StoredFile } from '../storage/rows/builds.ts';

/** The newest save of a document, as callers see it. */
export const documentSchema = z.object({
  key: z.string(),
  tenant: z.string(),
  /** Docs' number of the save: 2 final, 6 forced; null for a forgotten file. */
  status: z.nullable(z.int()),
  /** Whether the sweep or `getForgotten` fetched the file, because no callback was accepted. */
  forgotten: z.boolean(),
  /** When the document was changed last, RFC 3339; a digest for a forgotten file without a time. */
  lastsave: z.string(),
  /** When the files were stored. */
  savedAt: z.iso.datetime({ precision: 3 }),
  /** The document first, then `changes.zip`, `history.json` and `form.json` if the save has them. */
  files: z.array(fileSchema),
});
export type DocumentView = z.infer<typeof documentSchema>;

/** The files of a save, the document first. */
export function filesOf({ files }: LatestJson): StoredFile[] {
  const { document, changes, history, form } = files;
  return [document, changes, history, form].filter((file) => file !== null);
}

/** The newest save of a document, each file with a fresh link; null if the file no longer exists. */
export async function viewDocument(
  bucket: Bucket,
  tenant: string,
  latest: LatestJson,
): Promise<DocumentView> {
  const { key, status, lastsave, savedAt } = latest;
  const forgotten = status === 'forgotten';
  return {
    key,
    tenant,
    status: forgotten ? null : status,
    forgotten,
    lastsave,
    savedAt,
    files: await Promise.all(filesOf(latest).map((file) => viewFileWithLink(bucket, file))),
  };
}
