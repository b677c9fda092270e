import type { Callback } from '../docs/callback.ts';
import { hasDocument } from '../docs/callback-status.ts';
import type { DocsFiles } from '../docs/client.ts';
import { rebase } from '../docs/origin.ts';
import type { FileLink } from '../docs/result-links.ts';
import { addLogFields } from '../log.ts';
import { moveLatest } from '../storage/objects/latest-save.ts';
import type { StoredFile } from '../storage/rows/builds.ts';
import { NO_FILES, type Save, type SaveFiles, type SaveName } from '../storage/rows/saves.ts';
import { type CopyDeps, copyLink, storeJson } from './copy-files.ts';

/** Whether an error means that no later try can copy the file. */
export type IsLost = (error: unknown) => boolean;

/**
 * Copies the files of a callback into the bucket: the document, its changes, its history and its form
 * data. If the save succeeded in Docs, `latest.json` then names it, unless it names a newer save.
 *
 * A file other than the document that no later try can copy is left out.
 *
 * @throws {GatewayError} as `copyLink` does
 */
export async function copySave(
  deps: CopyDeps,
  { status, ...save }: SaveName,
  callback: Callback,
  isLost: IsLost,
): Promise<SaveFiles> {
  if (!callback.links.url) return NO_FILES;
  // The files of a failed save are copied to another folder, so that they replace no other file.
  if (status === 'forgotten' || !hasDocument(status))
    return copyAll(deps, { ...save, lastsave: `${save.lastsave}-failed` }, callback, isLost);
  const { document, ...others } = await copyAll(deps, save, callback, isLost);
  if (!document) throw new Error('the callback of a save has no document');
  const files = { document, ...others };
  const { tenant, ...rest } = save;
  const savedAt = new Date().toISOString();
  await moveLatest(deps.bucket, tenant, { ...rest, status, savedAt, files });
  return files;
}

async function copyAll(
  deps: CopyDeps,
  save: Save,
  { links, filetype, history }: Callback,
  isLost: IsLost,
): Promise<SaveFiles> {
  const copy = (name: string, link: string | undefined) =>
    link ? copyLink(deps, save, linkOf(deps.docs, name, link)) : null;
  const copyIfThere = (name: string, link: string | undefined) =>
    unlessLost(name, copy(name, link), isLost);
  const [document, changes, stored, form] = await allOf([
    copy(`document.${filetype}`, links.url),
    copyIfThere('changes.zip', links.changesurl),
    isPresent(history) ? storeJson(deps, save, 'history.json', history) : null,
    copyIfThere('form.json', links.formsdataurl),
  ]);
  return { document, changes, history: stored, form };
}

/** A copy, or null if no later try can make it; the log line then names the file. */
async function unlessLost(name: string, copy: Copy, isLost: IsLost): Promise<StoredFile | null> {
  try {
    return await copy;
  } catch (error) {
    if (!isLost(error)) throw error;
    addLogFields({ notCopied: name });
    return null;
  }
}

type Copies = [document: Copy, changes: Copy, history: Copy, form: Copy];
type Copy = Promise<StoredFile | null> | null;
type Copied = StoredFile | null;

/** Waits for all copies, so that no copy continues unobserved after another has failed. */
async function allOf(copies: Copies): Promise<[Copied, Copied, Copied, Copied]> {
  await Promise.allSettled(copies);
  return Promise.all(copies);
}

function linkOf(docs: DocsFiles, name: string, url: string): FileLink {
  return { name, url: rebase(url, docs.url, docs.storageOrigins) };
}

function isPresent(history: unknown): boolean {
  return history !== undefined && history !== null;
}
