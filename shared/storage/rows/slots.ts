import { type BuildChange, changeBuild, type StoredBuild } from './builds.ts';
import { addCopyingBuild } from './copies.ts';
import { equals, hasFewerThan, isAbsent, isPresent, remove, set } from './expressions.ts';
import { getItem, putIfAbsent, type Table } from './table.ts';
import { ConditionFailedError, transact, tryTransact, type Write } from './transaction.ts';
import { placeKey, removePlace, type WaitingBuild } from './waiting-room.ts';

/** The build that holds a slot, and since when, in milliseconds since 1970. */
export type Holder = { tenant: string; id: string; since: number };
/** Holders by their run names, and the tenant whose build started last. */
export type Slots = { holders: Record<string, Holder>; last: string };

const SLOTS = { pk: 'SLOTS', sk: 'SLOTS' };

export async function readSlots(table: Table): Promise<Slots> {
  const item = await getItem(table, SLOTS);
  if (item) return item as Slots;
  const none: Slots = { holders: {}, last: '' };
  await putIfAbsent(table, { ...SLOTS, ...none });
  return none;
}

/**
 * Takes a slot, removes the build's place and sets its row to `running`, all or nothing.
 *
 * @param last the tenant that was read as the last one; another starter may have started one since
 * @returns whether it did; if not, another starter was faster or the build no longer waits
 */
export async function takeSlot(
  table: Table,
  next: WaitingBuild,
  limit: number,
  deadline: string,
  last?: string,
): Promise<boolean> {
  const since = Date.now();
  const start: BuildChange = {
    from: 'queued',
    set: { status: 'running', startedAt: new Date(since).toISOString(), deadline },
  };
  try {
    await transact(table, [
      holdSlot(next, since, limit, last),
      { remove: placeKey(next), if: [isPresent('pk')] },
      changeBuild(next.tenant, next.id, start),
    ]);
    return true;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    const [slot, place, row] = [0, 1, 2].map((item) => error.items.includes(item));
    if (row && !slot && !place) await removePlace(table, next);
    return false;
  }
}

/**
 * Stores Docs' last answer and frees the slot in one write. Unless the answer is the build's end, the
 * same write lists the build among those being copied, for the sweep. A second answer, or one after a
 * cancel, changes nothing.
 *
 * @returns whether this answer was stored
 */
export function storeAnswer(
  table: Table,
  build: StoredBuild,
  answer: Partial<StoredBuild>,
): Promise<boolean> {
  return tryTransact(table, [
    changeBuild(build.tenant, build.id, { from: 'running', answered: false, set: answer }),
    releaseSlot(build.run),
    ...(answer.answer ? [addCopyingBuild(build)] : []),
  ]);
}

/** Frees the slot of a build that has ended; harmless when it is free. */
export async function freeSlot(table: Table, run: string): Promise<void> {
  await transact(table, [releaseSlot(run)]);
}

function holdSlot(
  { run, tenant, id }: WaitingBuild,
  since: number,
  limit: number,
  last?: string,
): Write {
  const holder: Holder = { tenant, id, since };
  const mine = ['holders', run];
  const free = [hasFewerThan('holders', limit), isAbsent(mine)];
  return {
    change: SLOTS,
    by: [set(mine, holder), set('last', tenant)],
    if: last === undefined ? free : [...free, equals('last', last)],
  };
}

function releaseSlot(run: string): Write {
  return { change: SLOTS, by: [remove(['holders', run])] };
}
