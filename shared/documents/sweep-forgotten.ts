import { isDocumentKey, tenantOfKey } from '../docs/document-key.ts';
import { forgottenLink } from '../docs/forgotten.ts';
import { type ListedKeys, listedKeys } from '../docs/listed-keys.ts';
import { listForgotten, sendCommand } from '../docs/send-command.ts';
import { GatewayError, isGatewayError } from '../errors.ts';
import type { EventBus } from '../events/bus.ts';
import { forgottenCopied } from '../events/document-events.ts';
import { idOfSource } from '../ids.ts';
import { addLogFields, logError } from '../log.ts';
import { type Bucket, findObject } from '../storage/objects/bucket.ts';
import { moveLatest } from '../storage/objects/latest-save.ts';
import { findSave, recordSave, type SaveFiles } from '../storage/rows/saves.ts';
import { expiryIn, type Table } from '../storage/table/table.ts';
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
  /** Whether to delete the file in Docs after it was copied. Use it only if this gateway alone uses this Docs. */
  moves: boolean;
};

/** Docs delivered the file in the meantime, or has another forgotten file whose key begins with this one. */
const CHANGED = ['DOCUMENT_NOT_FOUND', 'CONFLICT'] as const;

type Forgotten = { tenant: string; key: string };

/**
 * Copies the files that Docs could not deliver, one after another. After an interruption the next sweep
 * continues. Files without a prefix of this gateway, files whose key is the beginning of another key, and
 * files whose key no command may have are left in Docs; the log line has their numbers.
 *
 * @throws {GatewayError} STORAGE_FAILED at the end, with the number of files that were not copied
 */
export async function sweepForgotten(deps: SweepForgottenDeps): Promise<void> {
  const keys = await listForgotten(deps.docs);
  const listed = listedKeys(keys);
  const usable = keys.filter(isDocumentKey);
  const owned = usable.flatMap((key) => ownedBy(deps.keyPrefix, key));
  const unambiguous = owned.filter(({ key }) => listed.countLonger(key) === 0);
  addLogFields({
    listed: keys.length,
    unusable: keys.length - usable.length,
    ours: owned.length,
    ambiguous: owned.length - unambiguous.length,
  });

  let failed = 0;
  let unmoved = 0;
  for (const forgotten of shuffled(unambiguous)) {
    try {
      const isDone = await sweepOne(deps, forgotten, listed);
      if (!isDone) unmoved += 1;
    } catch (error) {
      if (isGatewayError(error, ...CHANGED)) continue;
      logError(error);
      failed += 1;
    }
  }
  addLogFields({ failed, unmoved });
  if (failed > 0)
    throw new GatewayError(
      'STORAGE_FAILED',
      `${failed} of ${unambiguous.length} files were not copied.`,
    );
}

/**
 * Copies one file unless it is stored already, and then deletes it in Docs if `moves` is set. In that case a copy
 * that is no longer in the bucket is made again.
 *
 * @returns false when the file should have been deleted in Docs but was not
 */
async function sweepOne(
  deps: SweepForgottenDeps,
  forgotten: Forgotten,
  listed: ListedKeys,
): Promise<boolean> {
  const link = await forgottenLink(deps.docs, forgotten.key, listed);
  const lastsave = await timeOfForgotten(deps.docs, link);
  const save = { ...forgotten, lastsave, status: 'forgotten' as const };
  const record = await findSave(deps.table, save);
  if (record && !deps.moves) return true;
  const isKept = record !== undefined && (await isInBucket(deps.bucket, record.files));
  const { document } = isKept ? record.files : await store(deps, forgotten, listed);
  if (!deps.moves) return true;
  return document !== null && deleteInDocs(deps, forgotten, { lastsave, size: document.size });
}

/** Whether the copy of an earlier sweep is still in the bucket, from which anyone with the rights may delete it. */
async function isInBucket(bucket: Bucket, { document }: SaveFiles): Promise<boolean> {
  return document !== null && (await findObject(bucket, document.key))?.size === document.size;
}

/** Copies a file, updates `latest.json`, publishes the event, and records the save last. */
async function store(
  deps: SweepForgottenDeps,
  { tenant, key }: Forgotten,
  listed: ListedKeys,
): Promise<SaveFiles> {
  const copied = await copyForgotten(deps, { tenant, key }, undefined, listed);
  const { lastsave, files } = copied;
  const status = 'forgotten';
  const now = new Date().toISOString();
  await moveLatest(deps.bucket, tenant, { ...copied, status, savedAt: now });
  const time = Date.parse(lastsave) || 0;
  const eventId = idOfSource(time, 'forgotten', tenant, key, lastsave);
  await deps.bus(forgottenCopied(tenant, eventId, copied));
  const expiresAt = expiryIn(deps.keepDays);
  await recordSave(deps.table, { tenant, key, lastsave, status, files, seenAt: now, expiresAt });
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

/** A random order, so that several sweeps together process a list that is too long for one sweep. */
function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

function ownedBy(keyPrefix: string, key: string): Forgotten[] {
  const tenant = tenantOfKey(keyPrefix, key);
  return tenant === undefined ? [] : [{ tenant, key }];
}
