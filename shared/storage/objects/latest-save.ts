import { PutObjectCommand } from '@aws-sdk/client-s3';
import { STATUS_NUMBERS, statusOf } from '../../docs/callback-status.ts';
import { GatewayError, nameOf } from '../../errors.ts';
import type { CopiedDocument, SaveName, SaveStatus } from '../rows/saves.ts';
import { type Bucket, readObject } from './bucket.ts';
import { keys } from './keys.ts';

/** A save that may be the newest of its document. */
export type Latest = CopiedDocument & {
  status: SaveStatus;
  saveNumber?: number;
  /** When its files were stored, RFC 3339. */
  savedAt: string;
};

/** The content of `latest.json`. */
export type LatestJson = CopiedDocument & {
  /** Docs' number. */
  status: number | 'forgotten';
  /** The number of the save among those of its second; absent for the first. */
  turn?: number;
  savedAt: string;
};

/** How often to try again after another save of the document was written in between. */
const MAX_TRIES = 20;
const WRITTEN_IN_BETWEEN = ['PreconditionFailed', 'ConditionalRequestConflict'];

/**
 * Writes a save to `latest.json` of its document unless that names a newer save, also if other saves are
 * written at the same time.
 *
 * @returns whether the save was written
 * @throws {GatewayError} STORAGE_FAILED when other saves were written in between too often
 */
export async function moveLatest(bucket: Bucket, tenant: string, save: Latest): Promise<boolean> {
  const key = keys.latest(tenant, save.key);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const current = await readObject(bucket, { key });
    if (current && !isNewer(save, readLatest(current.bytes))) return false;
    const condition = current ? { IfMatch: current.etag } : { IfNoneMatch: '*' };
    if (await tryPut(bucket, key, save, condition)) return true;
  }
  throw new GatewayError(
    'STORAGE_FAILED',
    `${key} was changed by other saves during each of ${MAX_TRIES} tries.`,
  );
}

/** The newest save of a document; undefined if none is stored. */
export async function findLatest(
  bucket: Bucket,
  tenant: string,
  document: string,
): Promise<LatestJson | undefined> {
  const found = await readObject(bucket, { key: keys.latest(tenant, document) });
  return found && jsonIn(found.bytes);
}

type Dated = Pick<SaveName, 'lastsave' | 'status' | 'saveNumber'>;

/** Whether one save is newer than another. At equal times the final save is newer, then the higher number. */
export function isNewer(save: Dated, other: Dated): boolean {
  const [time, otherTime] = [timeOf(save), timeOf(other)];
  if (time !== otherTime) return time > otherTime;
  const isFinal = save.status === 'saved';
  if (isFinal !== (other.status === 'saved')) return isFinal;
  return (save.saveNumber ?? 1) > (other.saveNumber ?? 1);
}

/** A forgotten file without a time is older than all others. */
function timeOf({ lastsave }: Dated): number {
  const time = Date.parse(lastsave);
  return Number.isNaN(time) ? 0 : time;
}

function readLatest(bytes: Uint8Array): Dated {
  const { lastsave, status, turn } = jsonIn(bytes);
  return {
    lastsave,
    status: status === 'forgotten' ? status : (statusOf(status) as SaveStatus),
    saveNumber: turn,
  };
}

function jsonIn(bytes: Uint8Array): LatestJson {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as LatestJson;
}

function latestJson({ key, lastsave, saveNumber, status, savedAt, files }: Latest): LatestJson {
  const number = status === 'forgotten' ? status : STATUS_NUMBERS[status];
  return { key, lastsave, turn: saveNumber, status: number, savedAt, files };
}

async function tryPut(
  bucket: Bucket,
  key: string,
  save: Latest,
  condition: { IfMatch?: string; IfNoneMatch?: string },
): Promise<boolean> {
  try {
    const command = new PutObjectCommand({
      Bucket: bucket.name,
      Key: key,
      Body: JSON.stringify(latestJson(save)),
      ContentType: 'application/json',
      ...condition,
    });
    await bucket.s3.send(command);
    return true;
  } catch (error) {
    if (WRITTEN_IN_BETWEEN.includes(nameOf(error))) return false;
    throw error;
  }
}
