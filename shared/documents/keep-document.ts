import type { SQSRecord } from 'aws-lambda';
import { type Callback, parseCallback } from '../docs/callback.ts';
import { isSave, STATUS_NUMBERS } from '../docs/callback-status.ts';
import { isGatewayError } from '../errors.ts';
import type { EventBus } from '../events/bus.ts';
import {
  type AnnouncedCallback,
  callbackReceived,
  documentLost,
} from '../events/document-events.ts';
import { addLogFields, count, logError } from '../log.ts';
import { METRICS } from '../metric.ts';
import { problemOf } from '../problem.ts';
import { abandoned, isAbandoned, isLastReceive, type Queue, sendMessage } from '../sqs.ts';
import { readJson } from '../storage/objects/bucket.ts';
import { keys } from '../storage/objects/keys.ts';
import { findSave, NO_FILES, recordSave, type SaveName } from '../storage/rows/saves.ts';
import { expiryIn, type Table } from '../storage/table/table.ts';
import type { CopyDeps } from './copy-files.ts';
import { copySave } from './copy-save.ts';
import type { CallbackMessage } from './receive-callback.ts';

export type KeepDeps = CopyDeps & {
  table: Table;
  bus: EventBus;
  /** The dead-letter queue of the callbacks queue. */
  deadLetters: Queue;
  /** Days until a record expires. */
  keepDays: number;
};

/** A message with the callback that it refers to. */
type Received = CallbackMessage & { callback: Callback };

/**
 * Processes one callback: copies the files, updates `latest.json`, publishes the event, and records the
 * save last. A repetition after an interruption at any point has the same result. If a document can no
 * longer be copied, that is published as `Document Save Failed`; it is not recorded, so Docs receives no
 * confirmation. After the last delivery the message is also sent to the dead-letter queue.
 *
 * @throws {Error} any other failure; SQS then delivers the message again
 */
export async function keepDocument(deps: KeepDeps, record: SQSRecord): Promise<void> {
  const message = JSON.parse(record.body) as CallbackMessage;
  const { tenant, key, status } = message;
  addLogFields({ tenant, documentKey: key, callbackStatus: status });
  const save = saveIn(message);
  if (save && (await findSave(deps.table, save))) return;

  if (!save) {
    const callback = await readCallback(deps, message);
    return deps.bus(callbackReceived({ ...message, callback }, NO_FILES));
  }
  const isLast = isLastReceive('callbacks', record);
  let known: AnnouncedCallback['callback'] = callbackIn(message);
  try {
    const callback = await readCallback(deps, message);
    known = callback;
    if (isAbandoned('callbacks', record)) throw abandoned('callbacks');
    await keepSave(deps, save, { ...message, callback }, isLast);
  } catch (error) {
    const canRetry = !isLost(error, message, isLast);
    if (canRetry && !isLast) throw error;
    await publishLoss(deps, save, { ...message, callback: known }, error);
    if (canRetry) await putAside(deps, record, error);
  }
}

/** Reads the callback that a message refers to. */
async function readCallback(
  { bucket }: KeepDeps,
  { tenant, callbackId }: CallbackMessage,
): Promise<Callback> {
  return parseCallback(await readJson(bucket, keys.callback(tenant, callbackId)));
}

/** What a message says about the callback of a save, for a save whose callback cannot be read. */
function callbackIn({ key, status, lastsave }: CallbackMessage): AnnouncedCallback['callback'] {
  const publicFields = { key, status: STATUS_NUMBERS[status], lastsave };
  return { key, status, time: Date.parse(lastsave), publicFields };
}

/** Sends a message to the dead-letter queue, from which an operator may send it back. */
function putAside({ deadLetters }: KeepDeps, { body, messageId }: SQSRecord, error: unknown) {
  return sendMessage(deadLetters, body, { code: problemOf(error, messageId).code });
}

/** The save that a message reports; undefined if it reports none. */
function saveIn({ tenant, key, status, lastsave, saveNumber }: CallbackMessage) {
  return isSave(status) ? { tenant, key, status, lastsave, saveNumber } : undefined;
}

async function keepSave(
  deps: KeepDeps,
  save: SaveName,
  received: Received,
  isLast: boolean,
): Promise<void> {
  const { callback, receivedAt: seenAt } = received;
  const files = await copySave(deps, save, callback, (error) => isLost(error, received, isLast));
  // Docs repeats a callback after a second, so another copy may have been faster.
  if (await findSave(deps.table, save)) return;
  await deps.bus(callbackReceived(received, files));
  const { userdata } = callback;
  const expiresAt = expiryIn(deps.keepDays);
  await recordSave(deps.table, { ...save, files, userdata, seenAt, expiresAt });
}

/** How long a link of Docs can be used after Docs sent it. */
const LINK_MS = 15 * 60_000;

/**
 * Whether no later try can copy a file. Docs may refuse a link temporarily before it expires; such a
 * refusal is retried.
 */
function isLost(error: unknown, { receivedAt }: CallbackMessage, isLast: boolean): boolean {
  if (isGatewayError(error, 'RESULT_TOO_LARGE')) return true;
  const isOver = isLast || Date.now() - Date.parse(receivedAt) >= LINK_MS;
  return isOver && isGatewayError(error, 'RESULT_EXPIRED');
}

async function publishLoss(
  { bus, table }: KeepDeps,
  save: SaveName,
  received: AnnouncedCallback,
  error: unknown,
): Promise<void> {
  if (await findSave(table, save)) return; // another message of the same callback stored it
  const { code, detail } = problemOf(error, received.callbackId);
  addLogFields({ lost: code });
  logError(error);
  count(METRICS.documentLost);
  await bus(documentLost(received, { code, detail }));
}
