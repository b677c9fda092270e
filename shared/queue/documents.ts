import type { SQSRecord } from 'aws-lambda';
import { bringsDocument, type Callback, parseCallback, tellsOfSave } from '../docs/callback.ts';
import type { DocsFiles } from '../docs/client.ts';
import { rebase } from '../docs/origin.ts';
import type { ResultLink } from '../docs/result.ts';
import { isGatewayError } from '../errors.ts';
import { callbackTold } from '../events/documents.ts';
import type { EventBus } from '../events/events.ts';
import { note } from '../log.ts';
import type { StoredFile } from '../storage/builds.ts';
import {
  type FileKeeper,
  type KeptFiles,
  keepJson,
  keepLink,
  NO_FILES,
  type Save,
} from '../storage/documents.ts';
import { keys } from '../storage/keys.ts';
import { moveLatest } from '../storage/latest.ts';
import { findSave, recordSave } from '../storage/saves.ts';
import { readStaged } from '../storage/scripts.ts';
import { expiryIn, type Table } from '../storage/table.ts';
import type { CallbackMessage } from './callbacks.ts';

export type Keeping = FileKeeper & {
  table: Table;
  bus: EventBus;
  /** Days that a record is kept. */
  keepDays: number;
};

/**
 * Does what a callback asks for: copies what Docs saved, makes it the newest, tells of it, and last of
 * all records it, so that a repetition after any interruption ends in the same.
 *
 * @throws {Error} whatever is in the way: the message comes again
 */
export async function keepDocument(keeping: Keeping, record: SQSRecord): Promise<void> {
  const message = JSON.parse(record.body) as CallbackMessage;
  const { tenant, key, status, lastsave, turn, fact, query } = message;
  note({ tenant, documentKey: key, callbackStatus: status });
  const save = { tenant, key, lastsave, turn };
  const name = tellsOfSave(status) ? { ...save, status } : undefined;
  if (name && (await findSave(keeping.table, name))) return;

  const staged = keys.callback(tenant, fact);
  const callback = parseCallback(await readStaged(keeping.bucket, staged));
  const files = await keepAll(keeping, save, callback);
  // Docs repeats itself after a second: another copy may have been faster.
  if (name && (await findSave(keeping.table, name))) return;
  await keeping.bus(callbackTold({ tenant, fact, callback, query, files }));
  if (!name) return;
  const { userdata } = callback;
  const seenAt = message.receivedAt;
  await recordSave(keeping.table, {
    ...name,
    files,
    userdata,
    seenAt,
    expiresAt: expiryIn(keeping.keepDays),
  });
}

async function keepAll(keeping: Keeping, save: Save, callback: Callback): Promise<KeptFiles> {
  const { status, links } = callback;
  if (!bringsDocument(status)) return links.url ? keepRest(keeping, save, callback) : NO_FILES;
  const { document, ...others } = await keepFiles(keeping, save, callback);
  if (!document) throw new Error('a save without a document was let in');
  const files = { document, ...others };
  const { tenant, ...rest } = save;
  const savedAt = new Date().toISOString();
  await moveLatest(keeping.bucket, tenant, { ...rest, status, savedAt, files });
  return files;
}

/**
 * What is left of a document that Docs could not save: our answer has it throw its own away. It lies
 * apart, so that nothing is overwritten; where it cannot be had, its failure is told of all the same.
 */
async function keepRest(keeping: Keeping, save: Save, callback: Callback): Promise<KeptFiles> {
  try {
    return await keepFiles(keeping, { ...save, lastsave: `${save.lastsave}-failed` }, callback);
  } catch (error) {
    if (!isGatewayError(error, 'RESULT_EXPIRED', 'RESULT_TOO_LARGE')) throw error;
    note({ lost: error.code });
    return NO_FILES;
  }
}

async function keepFiles(keeping: Keeping, save: Save, callback: Callback): Promise<KeptFiles> {
  const { url, changesurl, formsdataurl } = callback.links;
  const keep = (name: string, link: string | undefined) =>
    link ? keepLink(keeping, save, linkOf(keeping.docs, name, link)) : null;
  const [document, changes, history, form] = await allOf([
    keep(`document.${callback.filetype}`, url),
    keep('changes.zip', changesurl),
    isPresent(callback.history) ? keepJson(keeping, save, 'history.json', callback.history) : null,
    keep('form.json', formsdataurl),
  ]);
  return { document, changes, history, form };
}

type Copies = [document: Copy, changes: Copy, history: Copy, form: Copy];
type Copy = Promise<StoredFile> | null;
type Kept = StoredFile | null;

/** Waits for all of them, so that none goes on unseen after another has failed. */
async function allOf(copies: Copies): Promise<[Kept, Kept, Kept, Kept]> {
  await Promise.allSettled(copies);
  return Promise.all(copies);
}

function linkOf(docs: DocsFiles, name: string, url: string): ResultLink {
  return { name, url: rebase(url, docs.url, docs.storageOrigins) };
}

function isPresent(history: unknown): boolean {
  return history !== undefined && history !== null;
}
