import { type Callback, type CallbackStatus, tellsOfSave } from '../docs/callback.ts';
import { GatewayError } from '../errors.ts';
import { idOfSource } from '../ids.ts';
import { type Queue, sendMessage } from '../sqs.ts';
import { type Bucket, putText } from '../storage/objects/bucket.ts';
import { keys } from '../storage/objects/keys.ts';
import { turnOf } from '../storage/rows/save-numbers.ts';
import { findSave, folderOf, type SaveName, seeAgain } from '../storage/rows/saves.ts';
import type { Table } from '../storage/rows/table.ts';
import { lookUntil } from '../storage/rows/wait-for-end.ts';

export type ReceivedCallback = {
  tenant: string;
  callback: Callback;
  /** The claims of its token, from which it can be read again. */
  claims: Record<string, unknown>;
  /** The query of the address that Docs was given. */
  query: Record<string, string>;
  /** True where that query was longer than 2 KB, and the rest of it is left out. */
  queryOmitted?: true;
};

export type ReceiveDeps = { table: Table; bucket: Bucket; queue: Queue };

/** A message of the callbacks queue; what Docs said lies in the bucket, for it may be large. */
export type CallbackMessage = {
  tenant: string;
  key: string;
  status: CallbackStatus;
  lastsave: string;
  /** Of a save; absent for the first. */
  turn?: number;
  /** The callback's id: a repetition has the same. */
  fact: string;
  /** RFC 3339. */
  receivedAt: string;
  query: Record<string, string>;
  /** True where the query was too long, and the rest of it is left out. */
  queryOmitted?: true;
};

/**
 * Takes a callback in: puts it down, queues it, and waits until the file that it brings is kept.
 * One that tells of a save that is already kept changes nothing but when it was seen last.
 *
 * @param receivedAt in milliseconds since 1970
 * @param until how long to hold, in milliseconds since 1970
 * @throws {GatewayError} STORAGE_FAILED when the document is not in S3 in time, for whatever reason
 */
export async function receiveCallback(
  { table, bucket, queue }: ReceiveDeps,
  { tenant, callback, claims, ...asked }: ReceivedCallback,
  receivedAt: number,
  until: number,
): Promise<void> {
  const { key, status, lastsave, userdata, links } = callback;
  const seen = { seenAt: new Date(receivedAt).toISOString(), userdata };
  const save = await saveOf(table, tenant, callback);
  if (save && (await findSave(table, save))) return seeAgain(table, save, seen);

  const mark = save ? folderOf(save) : callback.mark;
  const fact = idOfSource(callback.time, 'callback', tenant, key, String(status), mark);
  await putText(bucket, keys.callback(tenant, fact), JSON.stringify(claims));
  const { turn } = save ?? {};
  const at = { receivedAt: seen.seenAt };
  await send(queue, { tenant, key, status, lastsave, turn, fact, ...at, ...asked });
  if (!save || !links.url) return;
  await untilKept(table, save, until);
  await seeAgain(table, save, seen);
}

/** The save that a callback tells of, if it tells of one. */
async function saveOf(table: Table, tenant: string, callback: Callback) {
  const { key, status, lastsave, path } = callback;
  if (!tellsOfSave(status)) return undefined;
  const save = { tenant, key, status, lastsave };
  return { ...save, turn: await turnOf(table, save, path) };
}

function send(queue: Queue, message: CallbackMessage): Promise<void> {
  return sendMessage(queue, JSON.stringify(message));
}

async function untilKept(table: Table, save: SaveName, until: number): Promise<void> {
  const record = await lookUntil(
    () => findSave(table, save),
    (found) => found !== undefined,
    until,
  );
  // Whether the copy is slow or Docs' link leads nowhere cannot be told here.
  if (!record) throw new GatewayError('STORAGE_FAILED', 'The document is not in S3 yet.');
}
