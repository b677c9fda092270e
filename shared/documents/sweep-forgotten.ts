import { isDocumentKey, tenantOfKey } from '../docs/document-key.ts';
import { forgottenLink } from '../docs/forgotten.ts';
import { listForgotten, sendCommand } from '../docs/send-command.ts';
import { GatewayError, isGatewayError } from '../errors.ts';
import { forgottenCopied } from '../events/document-events.ts';
import type { EventBus } from '../events/events.ts';
import { idOfSource } from '../ids.ts';
import { addLogFields, logError } from '../log.ts';
import { moveLatest } from '../storage/objects/latest-save.ts';
import { findSave, recordSave, type SaveFiles } from '../storage/rows/saves.ts';
import { expiryIn, type Table } from '../storage/rows/table.ts';
import {
  type CopyForgottenDeps,
  copyForgotten,
  isStillThere,
  timeOfForgotten,
} from './copy-files.ts';

export type SweepForgottenDeps = CopyForgottenDeps & {
  table: Table;
  bus: EventBus;
  /** As configured; empty if all tenants share the keys. */
  keyPrefix: string;
  /** Days until a record expires. */
  keepDays: number;
  /** Whether to delete the file in Docs after it was copied. Set it only if no one else uses this Docs. */
  moves: boolean;
};

/** Docs delivered the file in the meantime, or has another forgotten file whose key begins with this one. */
const CHANGED = ['DOCUMENT_NOT_FOUND', 'CONFLICT'] as const;

type Forgotten = { tenant: string; key: string };

/**
 * Copies the files that Docs could not deliver, one after another. After an interruption the next sweep
 * continues. Files without a prefix of this gateway, and files whose key is the beginning of another key,
 * are left in Docs.
 *
 * @throws {GatewayError} STORAGE_FAILED at the end, with the number of files that were not copied
 */
export async function sweepForgotten(sweep: SweepForgottenDeps): Promise<void> {
  const listed = await listForgotten(sweep.docs);
  const owned = listed.flatMap((key) => ownedBy(sweep.keyPrefix, key));
  const clear = owned.filter(({ key }) => !beginsAnother(listed, key));
  addLogFields({
    listed: listed.length,
    ours: owned.length,
    ambiguous: owned.length - clear.length,
  });

  let failed = 0;
  let unmoved = 0;
  for (const forgotten of shuffled(clear)) {
    try {
      const isDone = await sweepOne(sweep, forgotten, listed);
      if (!isDone) unmoved += 1;
    } catch (error) {
      if (isGatewayError(error, ...CHANGED)) continue;
      logError(error);
      failed += 1;
    }
  }
  addLogFields({ failed, unmoved });
  if (failed > 0)
    throw new GatewayError('STORAGE_FAILED', `${failed} of ${clear.length} files were not copied.`);
}

/**
 * Copies one file unless it is stored already, and then deletes it in Docs if `moves` is set.
 *
 * @returns false when the file was to be deleted in Docs and was not
 */
async function sweepOne(
  sweep: SweepForgottenDeps,
  forgotten: Forgotten,
  listed: string[],
): Promise<boolean> {
  const link = await forgottenLink(sweep.docs, forgotten.key, listed);
  const lastsave = await timeOfForgotten(sweep.docs, link);
  const save = { ...forgotten, lastsave, status: 'forgotten' as const };
  const record = await findSave(sweep.table, save);
  const { document } = record?.files ?? (await store(sweep, forgotten, listed));
  if (!sweep.moves) return true;
  return document !== null && deleteInDocs(sweep, forgotten, { lastsave, size: document.size });
}

/** Copies a file, updates `latest.json`, publishes the event, and records the save last. */
async function store(
  sweep: SweepForgottenDeps,
  { tenant, key }: Forgotten,
  listed: string[],
): Promise<SaveFiles> {
  const copied = await copyForgotten(sweep, { tenant, key }, undefined, listed);
  const { lastsave, files } = copied;
  const status = 'forgotten';
  const now = new Date().toISOString();
  await moveLatest(sweep.bucket, tenant, { ...copied, status, savedAt: now });
  const time = Date.parse(lastsave) || 0;
  const eventId = idOfSource(time, 'forgotten', tenant, key, lastsave);
  await sweep.bus(forgottenCopied(tenant, eventId, copied));
  const expiresAt = expiryIn(sweep.keepDays);
  await recordSave(sweep.table, { tenant, key, lastsave, status, files, seenAt: now, expiresAt });
  return files;
}

/**
 * Deletes a file in Docs if it is still the one that was copied: Docs may have replaced it in the
 * meantime. A file for which Docs gives no time or no length is not deleted.
 *
 * @returns whether it deleted the file
 */
async function deleteInDocs(
  { docs }: SweepForgottenDeps,
  { key }: Forgotten,
  copied: { lastsave: string; size: number },
): Promise<boolean> {
  const link = await forgottenLink(docs, key);
  if (!(await isStillThere(docs, link, copied))) return false;
  await sendCommand(docs, { c: 'deleteForgotten', key });
  return true;
}

/** In a random order, so that several sweeps together cover a list that is too long for one. */
function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** Whether another key begins with a key. A Docs that stores its files in S3 finds both by the shorter. */
function beginsAnother(listed: string[], key: string): boolean {
  return listed.some((other) => other !== key && other.startsWith(key));
}

function ownedBy(keyPrefix: string, key: string): Forgotten[] {
  const tenant = isDocumentKey(key) ? tenantOfKey(keyPrefix, key) : undefined;
  return tenant === undefined ? [] : [{ tenant, key }];
}
