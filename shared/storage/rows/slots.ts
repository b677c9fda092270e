import type { Priority } from '../../build/build.ts';
import { equals, isAbsent, isPresent, remove, setFields } from '../table/expressions.ts';
import { changeIf } from '../table/items.ts';
import { pages } from '../table/query.ts';
import type { Item, Table } from '../table/table.ts';
import { type Change, ConditionFailedError, transact, type Write } from '../table/transaction.ts';
import type { BuildRun } from './builds.ts';
import { type BuildChange, changeBuild } from './change-build.ts';
import { oldSlotsOf, releaseOldSlot } from './old-slots.ts';
import { FIRST_TURN, type Turn } from './turns.ts';
import { placeKey, removePlace, type WaitingBuild } from './waiting-room.ts';

/**
 * The build that holds a slot; `since` is in milliseconds since 1970. `slot` is undefined for a build that
 * version 0.1 started. Without a priority the build is normal.
 */
export type Holder = {
  tenant: string;
  id: string;
  since: number;
  priority?: Priority;
  slot?: number;
};

/**
 * Holders by run name, the state of the turns after the last start, and by slot how long the last build that
 * Docs answered had held it, in milliseconds.
 */
export type Slots = {
  holders: Record<string, Holder>;
  turn: Turn;
  tookMs: Record<number, number>;
};

/** A free slot, and the state of the turns once a build has taken it. */
export type FreeSlot = { slot: number; turn: Turn };

/** What names a slot that a build holds. */
export type HeldSlot = Pick<BuildRun, 'run'> & { slot?: number };

/** An item that does not exist is a free slot. An item that exists keeps `turn` and `tookMs` when its slot is freed. */
type SlotItem = Partial<BuildRun> & {
  sk: string;
  since?: number;
  priority?: Priority;
  turn?: Turn;
  tookMs?: number;
};

const PARTITION = 'SLOTS';
const PREFIX = 'SLOT#';
const HOLDER_FIELDS = ['run', 'tenant', 'id', 'since', 'priority'];

const slotKey = (slot: number) => ({
  pk: PARTITION,
  sk: `${PREFIX}${String(slot).padStart(3, '0')}`,
});

/** Reads all slots, strongly consistent unless `consistent` is false: then perhaps as they were a moment ago. */
export async function readSlots(table: Table, consistent = true): Promise<Slots> {
  const items: Item[] = [];
  for await (const page of pages(table, { key: [equals('pk', PARTITION)], consistent }))
    items.push(...page);
  const slots = (items as SlotItem[]).filter(({ sk }) => sk.startsWith(PREFIX));
  const old = oldSlotsOf(items);
  const turns = slots.flatMap(({ turn }) => turn ?? []);
  return {
    holders: { ...old?.holders, ...Object.fromEntries(slots.flatMap(holderOf)) },
    turn: turns.reduce(later, { ...FIRST_TURN, normal: old?.last ?? '' }),
    tookMs: Object.fromEntries(slots.flatMap(durationOf)),
  };
}

function holderOf({ sk, run, ...item }: SlotItem): [string, Holder][] {
  if (run === undefined) return [];
  const { tenant = '', id = '', since = 0, priority } = item;
  return [[run, { tenant, id, since, priority, slot: numberOf(sk) }]];
}

function durationOf({ sk, tookMs }: SlotItem): [slot: number, ms: number][] {
  return tookMs === undefined ? [] : [[numberOf(sk), tookMs]];
}

function numberOf(sk: string): number {
  return Number(sk.slice(PREFIX.length));
}

function later(one: Turn, other: Turn): Turn {
  return other.number > one.number ? other : one;
}

/**
 * The lowest free slots.
 *
 * @param limit builds that may be in Docs at the same time
 */
export function freeSlotsOf({ holders }: Slots, limit: number): number[] {
  const held = new Set(Object.values(holders).map(({ slot }) => slot));
  const numbers = Array.from({ length: limit }, (_, slot) => slot).filter(
    (slot) => !held.has(slot),
  );
  return numbers.slice(0, Math.max(0, limit - Object.keys(holders).length));
}

/**
 * Takes a free slot, removes the build's place and sets its row to `running`, in one transaction.
 *
 * @returns false if another function took the slot or started the build, or the build no longer waits
 */
export async function takeSlot(
  table: Table,
  next: WaitingBuild,
  free: FreeSlot,
  deadline: string,
): Promise<boolean> {
  try {
    await transact(table, writesOfTake(next, free, deadline));
    return true;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    const [slotFailed, placeFailed, rowFailed] = [0, 1, 2].map((n) => error.writes.includes(n));
    if (rowFailed && !slotFailed && !placeFailed) await removePlace(table, next);
    return false;
  }
}

function writesOfTake(next: WaitingBuild, { slot, turn }: FreeSlot, deadline: string): Write[] {
  const { run, tenant, id, priority = 'normal' } = next;
  const since = Date.now();
  const holder = setFields({ run, tenant, id, since, priority, turn });
  const startedAt = new Date(since).toISOString();
  const start: BuildChange = {
    from: 'queued',
    set: { status: 'running', startedAt, deadline, slot },
  };
  return [
    { change: slotKey(slot), by: holder, if: [isAbsent('run')] },
    { remove: placeKey(next), if: [isPresent('pk')] },
    changeBuild(tenant, id, start),
  ];
}

/**
 * The write that frees the slot of a build; fails if the build no longer holds it.
 *
 * @param tookMs how long Docs had the build, to estimate when the next builds can start
 */
export function releaseSlot({ run, slot }: HeldSlot, tookMs?: number): Change {
  if (slot === undefined) return releaseOldSlot(run);
  return {
    change: slotKey(slot),
    by: [...setFields({ tookMs }), ...HOLDER_FIELDS.map((field) => remove(field))],
    if: [equals('run', run)],
  };
}

/** Frees the slot of a build. @returns false if the build did not hold it */
export async function freeSlot(table: Table, held: HeldSlot): Promise<boolean> {
  const { change, by, if: conditions = [] } = releaseSlot(held);
  return (await changeIf(table, change, by, conditions)) !== undefined;
}
