import { listForgotten, sendCommand } from '../docs/command.ts';
import { isDocumentKey, tenantOfKey } from '../docs/document-key.ts';
import { forgottenLink } from '../docs/forgotten.ts';
import { GatewayError, isGatewayError } from '../errors.ts';
import { forgottenKept } from '../events/document-events.ts';
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
  /** As configured; empty where all tenants share the keys. */
  keyPrefix: string;
  /** Days that a record is kept. */
  keepDays: number;
  /** Whether Docs' copy goes once ours is safe: nobody else may use this Docs then. */
  moves: boolean;
};

/** Docs handed it over meanwhile, or forgot one more whose key begins alike: the next sweep looks again. */
const GONE = ['DOCUMENT_NOT_FOUND', 'CONFLICT'] as const;

type Forgotten = { tenant: string; key: string };

/**
 * Fetches what Docs could not hand over: each file by itself, so that an interruption anywhere costs
 * nothing but the time until the next sweep. Files of others, and those whose key begins another's, are
 * left alone.
 *
 * @throws {GatewayError} STORAGE_FAILED at the end, saying how many files could not be fetched
 */
export async function sweepForgotten(sweep: SweepForgottenDeps): Promise<void> {
  const listed = await listForgotten(sweep.docs);
  const ours = listed.flatMap((key) => ownedBy(sweep.keyPrefix, key));
  const clear = ours.filter(({ key }) => !beginsAnother(listed, key));
  addLogFields({ listed: listed.length, ours: ours.length, ambiguous: ours.length - clear.length });

  let failed = 0;
  let unmoved = 0;
  for (const forgotten of shuffled(clear)) {
    try {
      const isDone = await fetchOne(sweep, forgotten, listed);
      if (!isDone) unmoved += 1;
    } catch (error) {
      if (isGatewayError(error, ...GONE)) continue;
      logError(error);
      failed += 1;
    }
  }
  addLogFields({ failed, unmoved });
  if (failed > 0)
    throw new GatewayError(
      'STORAGE_FAILED',
      `${failed} of ${clear.length} files were not fetched.`,
    );
}

/**
 * Copied, made the newest, told of, recorded; and only then given up in Docs.
 *
 * @returns false when Docs' file was to be moved and stays
 */
async function fetchOne(
  sweep: SweepForgottenDeps,
  forgotten: Forgotten,
  listed: string[],
): Promise<boolean> {
  const link = await forgottenLink(sweep.docs, forgotten.key, listed);
  const lastsave = await timeOfForgotten(sweep.docs, link);
  const save = { ...forgotten, lastsave, status: 'forgotten' as const };
  const record = await findSave(sweep.table, save);
  const { document } = record?.files ?? (await keep(sweep, forgotten, listed));
  if (!sweep.moves) return true;
  return document !== null && giveUp(sweep, forgotten, { lastsave, size: document.size });
}

async function keep(
  sweep: SweepForgottenDeps,
  { tenant, key }: Forgotten,
  listed: string[],
): Promise<SaveFiles> {
  const kept = await copyForgotten(sweep, { tenant, key }, undefined, listed);
  const { lastsave, files } = kept;
  const status = 'forgotten';
  const now = new Date().toISOString();
  await moveLatest(sweep.bucket, tenant, { ...kept, status, savedAt: now });
  const time = Date.parse(lastsave) || 0;
  const fact = idOfSource(time, 'forgotten', tenant, key, lastsave);
  await sweep.bus(forgottenKept(tenant, fact, kept));
  const expiresAt = expiryIn(sweep.keepDays);
  await recordSave(sweep.table, { tenant, key, lastsave, status, files, seenAt: now, expiresAt });
  return files;
}

/**
 * Deletes Docs' file if it is still the one that was copied: a later session may have been forgotten
 * meanwhile. Where Docs gives no time or no length for the file, it stays.
 *
 * @returns whether it deleted the file
 */
async function giveUp(
  { docs }: SweepForgottenDeps,
  { key }: Forgotten,
  copied: { lastsave: string; size: number },
): Promise<boolean> {
  const link = await forgottenLink(docs, key);
  if (!(await isStillThere(docs, link, copied))) return false;
  await sendCommand(docs, { c: 'deleteForgotten', key });
  return true;
}

/** In another order each hour: a list too long for one sweep is gone through in several. */
function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** A Docs that keeps its files in S3 takes a key for the beginning of keys. */
function beginsAnother(listed: string[], key: string): boolean {
  return listed.some((other) => other !== key && other.startsWith(key));
}

function ownedBy(keyPrefix: string, key: string): Forgotten[] {
  const tenant = isDocumentKey(key) ? tenantOfKey(keyPrefix, key) : undefined;
  return tenant === undefined ? [] : [{ tenant, key }];
}
