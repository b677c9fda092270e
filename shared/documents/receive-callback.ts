import type { Callback } from '../docs/callback.ts';
import { type CallbackStatus, isSave, STATUS_NUMBERS } from '../docs/callback-status.ts';
import { GatewayError } from '../errors.ts';
import { idOfSource } from '../ids.ts';
import { type Queue, sendJson } from '../sqs.ts';
import { type Bucket, putText } from '../storage/objects/bucket.ts';
import { keys } from '../storage/objects/keys.ts';
import { pollUntil } from '../storage/poll.ts';
import { saveNumberOf } from '../storage/rows/save-numbers.ts';
import { findSave, folderOf, recordSeen, type SaveName } from '../storage/rows/saves.ts';
import type { Table } from '../storage/table/table.ts';

export type ReceivedCallback = {
  tenant: string;
  callback: Callback;
  /** The claims of its token, from which `parseCallback` reads the callback again. */
  claims: Record<string, unknown>;
  /** The query of the callback URL. */
  query: Record<string, string>;
  /** True if that query was longer than 2 KB, so that `query` lacks the rest. */
  queryOmitted?: true;
};

export type ReceiveDeps = { table: Table; bucket: Bucket; queue: Queue };

/** A message of the callbacks queue. The claims are in the bucket, because they may be large. */
export type CallbackMessage = {
  tenant: string;
  key: string;
  status: CallbackStatus;
  lastsave: string;
  /** The number of the save; absent for the first, and if the callback reports no save. */
  saveNumber?: number;
  /** The same for every repetition of the callback. */
  callbackId: string;
  /** RFC 3339. */
  receivedAt: string;
  query: Record<string, string>;
  /** True if the query was too long, so that `query` lacks the rest. */
  queryOmitted?: true;
};

/**
 * Receives a callback: stores its claims, queues it, and waits until its document is stored. For a save
 * that is stored already, it only records that the callback was seen again.
 *
 * @param receivedAt in milliseconds since 1970
 * @param until how long to wait, in milliseconds since 1970
 * @throws {GatewayError} STORAGE_FAILED when the document is not in S3 in time, for any reason
 */
export async function receiveCallback(
  { table, bucket, queue }: ReceiveDeps,
  { tenant, callback, claims, ...queried }: ReceivedCallback,
  receivedAt: number,
  until: number,
): Promise<void> {
  const { key, status, lastsave, userdata, links } = callback;
  const seen = { seenAt: new Date(receivedAt).toISOString(), userdata };
  const save = await saveIn(table, tenant, callback);
  if (save && (await findSave(table, save))) return recordSeen(table, save, seen);

  const callbackId = callbackIdOf(tenant, callback, save);
  await putText(bucket, keys.callback(tenant, callbackId), JSON.stringify(claims));
  const { saveNumber } = save ?? {};
  const at = { receivedAt: seen.seenAt };
  const named = { tenant, key, status, lastsave, saveNumber, callbackId };
  await sendJson(queue, { ...named, ...at, ...queried } satisfies CallbackMessage);
  if (!save || !links.url) return;
  await untilStored(table, save, until);
  await recordSeen(table, save, seen);
}

/** The save that a callback reports; undefined if it reports none. */
async function saveIn(table: Table, tenant: string, callback: Callback) {
  const { key, status, lastsave, path } = callback;
  if (!isSave(status)) return undefined;
  const save = { tenant, key, status, lastsave };
  return { ...save, saveNumber: await saveNumberOf(table, save, path) };
}

function callbackIdOf(tenant: string, callback: Callback, save: SaveName | undefined): string {
  const { time, key, status } = callback;
  const identity = save ? folderOf(save) : callback.identity;
  return idOfSource(time, 'callback', tenant, key, String(STATUS_NUMBERS[status]), identity);
}

async function untilStored(table: Table, save: SaveName, until: number): Promise<void> {
  const record = await pollUntil(
    () => findSave(table, save),
    (found) => found !== undefined,
    until,
  );
  // A slow copy and an expired link look the same here: no record.
  if (!record) throw new GatewayError('STORAGE_FAILED', 'The document is not in S3 yet.');
}
