import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GatewayError, nameOf } from '../../errors.ts';
import type { CopiedDocument, SaveName, SaveStatus } from '../rows/saves.ts';
import { type Bucket, readObject } from './bucket.ts';
import { keys } from './keys.ts';

/** What `latest.json` says. */
export type Latest = CopiedDocument & {
  status: SaveStatus;
  turn?: number;
  /** When it was kept, RFC 3339. */
  savedAt: string;
};

/** Another save of the same document came between: each of them does so once. */
const MAX_TRIES = 20;
const CAME_BETWEEN = ['PreconditionFailed', 'ConditionalRequestConflict'];

/**
 * Makes a save the newest of its document, unless a newer one is: whatever comes between.
 *
 * @returns whether it is the newest now
 */
export async function moveLatest(bucket: Bucket, tenant: string, save: Latest): Promise<boolean> {
  const key = keys.latest(tenant, save.key);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const standing = await readObject(bucket, { key });
    if (standing && !isNewer(save, JSON.parse(Buffer.from(standing.bytes).toString('utf8'))))
      return false;
    const condition = standing ? { IfMatch: standing.etag } : { IfNoneMatch: '*' };
    if (await tryPut(bucket, key, save, condition)) return true;
  }
  throw new GatewayError('STORAGE_FAILED', `${key} did not stand still.`);
}

type Dated = Pick<SaveName, 'lastsave' | 'status' | 'turn'>;

/** At the same time the final save wins, then the later turn: the order of their coming does not matter. */
export function isNewer(save: Dated, standing: Dated): boolean {
  const [time, before] = [timeOf(save), timeOf(standing)];
  if (time !== before) return time > before;
  const isFinal = save.status === 2;
  if (isFinal !== (standing.status === 2)) return isFinal;
  return (save.turn ?? 1) > (standing.turn ?? 1);
}

/** A forgotten file whose time nobody knows is older than all others. */
function timeOf({ lastsave }: Dated): number {
  const time = Date.parse(lastsave);
  return Number.isNaN(time) ? 0 : time;
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
      Body: JSON.stringify(save),
      ContentType: 'application/json',
      ...condition,
    });
    await bucket.s3.send(command);
    return true;
  } catch (error) {
    if (CAME_BETWEEN.includes(nameOf(error))) return false;
    throw error;
  }
}
