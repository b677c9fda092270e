import { type BuildChange, changeBuild, type StoredBuild } from './builds.ts';
import { addCopyingBuild } from './copying-builds.ts';
import { equals, hasFewerThan, isAbsent, isPresent, remove, set } from './expressions.ts';
import { getItem, putIfAbsent } from './items.ts';
import type { Table } from './table.ts';
import { ConditionFailedError, transact, tryTransact, type Write } from './transaction.ts';
import { placeKey, removePlace, type WaitingBuild } from './waiting-room.ts';

/** The build that holds a slot; `since` is in milliseconds since 1970. */
export type Holder = { tenant: string; id: string; since: number };
/** Holders by run name, and the tenant whose build started last. */
export type Slots = { holders: Record<string, Holder>; last: string };

const SLOTS = { pk: 'SLOTS', sk: 'SLOTS' };

/** Reads the slots; creates them before the first build. */
export async function readSlots(table: Table): Promise<Slots> {
  const item = await getItem(table, SLOTS);
  if (item) return item as Slots;
  const empty: Slots = { holders: {}, last: '' };
  await putIfAbsent(table, { ...SLOTS, ...empty });
  return empty;
}

/**
 * Takes a slot, removes the build's place and sets its row to `running`, in one transaction.
 *
 * @param last the tenant that must still be the last one, as read with the slots; undefined for any
 * @returns false if no slot was free, another function was faster, or the build no longer waits
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
    const [slotFailed, placeFailed, rowFailed] = [0, 1, 2].map((n) => error.writes.includes(n));
    if (rowFailed && !slotFailed && !placeFailed) await removePlace(table, next);
    return false;
  }
}

/**
 * Stores Docs' final answer and frees the slot, in one transaction. If the answer has files to copy, the
 * transaction also lists the build among those being copied. A second answer, or one after a cancel,
 * changes nothing.
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

/** Frees the slot of a build that has ended; does nothing if it is free. */
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
  const path = ['holders', run];
  const isFree = [hasFewerThan('holders', limit), isAbsent(path)];
  return {
    change: SLOTS,
    by: [set(path, holder), set('last', tenant)],
    if: last === undefined ? isFree : [...isFree, equals('last', last)],
  };
}

function releaseSlot(run: string): Write {
  return { change: SLOTS, by: [remove(['holders', run])] };
}
