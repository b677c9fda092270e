import type { SQSRecord } from 'aws-lambda';
import { bringsDocument, type Callback, parseCallback, tellsOfSave } from '../docs/callback.ts';
import type { DocsFiles } from '../docs/client.ts';
import type { FileLink } from '../docs/open-file.ts';
import { rebase } from '../docs/origin.ts';
import { isGatewayError } from '../errors.ts';
import { callbackTold, documentLost } from '../events/document-events.ts';
import type { EventBus } from '../events/events.ts';
import { addLogFields, count, logError } from '../log.ts';
import { METRICS } from '../metric.ts';
import { problemOf } from '../problem.ts';
import { isLastReceive } from '../sqs.ts';
import { readStaged } from '../storage/objects/bucket.ts';
import { keys } from '../storage/objects/keys.ts';
import { moveLatest } from '../storage/objects/latest-save.ts';
import type { StoredFile } from '../storage/rows/builds.ts';
import {
  findSave,
  NO_FILES,
  recordSave,
  type Save,
  type SaveFiles,
} from '../storage/rows/saves.ts';
import { expiryIn, type Table } from '../storage/rows/table.ts';
import { type CopyDeps, copyLink, storeJson } from './copy-files.ts';
import type { CallbackMessage } from './receive-callback.ts';

export type KeepDeps = CopyDeps & {
  table: Table;
  bus: EventBus;
  /** Days that a record is kept. */
  keepDays: number;
};

/**
 * Does what a callback asks for: copies what Docs saved, makes it the newest, tells of it, and last of
 * all records it, so that a repetition after any interruption ends in the same. A file that cannot be
 * copied any more is announced; it is not recorded, so that Docs is not told that it was kept.
 *
 * @throws {Error} whatever is in the way: the message comes again
 */
export async function keepDocument(deps: KeepDeps, record: SQSRecord): Promise<void> {
  const message = JSON.parse(record.body) as CallbackMessage;
  const { tenant, key, status, fact } = message;
  addLogFields({ tenant, documentKey: key, callbackStatus: status });
  const name = nameOf(message);
  if (name && (await findSave(deps.table, name))) return;

  const staged = keys.callback(tenant, fact);
  const callback = parseCallback(await readStaged(deps.bucket, staged));
  const told = { ...message, callback };
  if (!name) return deps.bus(callbackTold(told, NO_FILES));
  try {
    await keepSave(deps, name, told);
  } catch (error) {
    const isLast = isLastReceive('callbacks', record);
    const mayPass = !isLost(error, message, isLast);
    if (mayPass && !isLast) throw error;
    await announceLoss(deps, name, told, error);
    if (mayPass) throw error; // an operator may send it again from among the dead letters
  }
}

type Told = CallbackMessage & { callback: Callback };

/** The save that a message tells of, if it tells of one. */
function nameOf({ tenant, key, status, lastsave, turn }: CallbackMessage) {
  return tellsOfSave(status) ? { tenant, key, status, lastsave, turn } : undefined;
}

async function keepSave(deps: KeepDeps, name: Saved, told: Told): Promise<void> {
  const files = await keepAll(deps, name, told.callback);
  // Docs repeats itself after a second: another copy may have been faster.
  if (await findSave(deps.table, name)) return;
  await deps.bus(callbackTold(told, files));
  const { userdata } = told.callback;
  const seenAt = told.receivedAt;
  const expiresAt = expiryIn(deps.keepDays);
  await recordSave(deps.table, { ...name, files, userdata, seenAt, expiresAt });
}

type Saved = NonNullable<ReturnType<typeof nameOf>>;

/** How long a link of Docs can be used after Docs sent it. */
const LINK_MS = 15 * 60_000;

/** Whether no later try can copy the files. A link that leads nowhere before its time may do so later. */
function isLost(error: unknown, { receivedAt }: CallbackMessage, isLast: boolean): boolean {
  if (isGatewayError(error, 'RESULT_TOO_LARGE')) return true;
  const isOver = isLast || Date.now() - Date.parse(receivedAt) >= LINK_MS;
  return isOver && isGatewayError(error, 'RESULT_EXPIRED');
}

async function announceLoss(
  { bus, table }: KeepDeps,
  name: Saved,
  told: Told,
  error: unknown,
): Promise<void> {
  if (await findSave(table, name)) return; // another message of the same callback brought it
  const { code, detail } = problemOf(error, told.fact);
  addLogFields({ lost: code });
  logError(error);
  count(METRICS.documentLost);
  await bus(documentLost(told, { code, detail }));
}

async function keepAll(deps: KeepDeps, name: Saved, callback: Callback): Promise<SaveFiles> {
  const { status, ...save } = name;
  if (!callback.links.url) return NO_FILES;
  // What is left of a document that Docs could not save lies apart, so that it replaces nothing.
  if (!bringsDocument(status))
    return keepFiles(deps, { ...save, lastsave: `${save.lastsave}-failed` }, callback);
  const { document, ...others } = await keepFiles(deps, save, callback);
  if (!document) throw new Error('a save without a document was let in');
  const files = { document, ...others };
  const { tenant, ...rest } = save;
  const savedAt = new Date().toISOString();
  await moveLatest(deps.bucket, tenant, { ...rest, status, savedAt, files });
  return files;
}

async function keepFiles(deps: KeepDeps, save: Save, callback: Callback): Promise<SaveFiles> {
  const { url, changesurl, formsdataurl } = callback.links;
  const keep = (name: string, link: string | undefined) =>
    link ? copyLink(deps, save, linkOf(deps.docs, name, link)) : null;
  const [document, changes, history, form] = await allOf([
    keep(`document.${callback.filetype}`, url),
    keep('changes.zip', changesurl),
    isPresent(callback.history) ? storeJson(deps, save, 'history.json', callback.history) : null,
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

function linkOf(docs: DocsFiles, name: string, url: string): FileLink {
  return { name, url: rebase(url, docs.url, docs.storageOrigins) };
}

function isPresent(history: unknown): boolean {
  return history !== undefined && history !== null;
}
