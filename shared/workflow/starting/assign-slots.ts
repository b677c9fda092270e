import type { Priority } from '../../build/build.ts';
import { type FreeSlot, freeSlotsOf, type Slots } from '../../storage/rows/slots.ts';
import { type Turn, turnAfter } from '../../storage/rows/turns.ts';
import type { WaitingBuild } from '../../storage/rows/waiting-room.ts';

/** A build and the slot that it is to take. */
export type Take = FreeSlot & { build: WaitingBuild };

/** While builds of both priorities wait, one of low priority starts after this many normal ones. */
const NORMALS_PER_LOW = 4;

/**
 * How many slots builds of low priority may hold: all but the last quarter. Fewer than four slots have no such
 * quarter.
 *
 * @param limit builds that may be in Docs at the same time
 */
export function lowSlotsOf(limit: number): number {
  return limit - Math.floor(limit / 4);
}

/**
 * The free slots that builds of each priority may take, in the order in which they take them. The slots with the
 * highest numbers, the last quarter, are for normal builds, which take them first. So two functions that start
 * builds at the same time cannot together give more slots to builds of low priority than those may hold.
 */
export function freeSlotsByPriority(slots: Slots, limit: number): Record<Priority, number[]> {
  const most = lowSlotsOf(limit);
  const free = freeSlotsOf(slots, limit);
  const shared = free.filter((slot) => slot < most);
  // Builds of low priority may also hold slots that they took under a higher limit.
  const holders = Object.values(slots.holders);
  const held = holders.filter(({ priority }) => priority === 'low').length;
  return {
    normal: [...free.filter((slot) => slot >= most), ...shared],
    low: shared.slice(0, Math.max(0, most - held)),
  };
}

/**
 * Assigns free slots to waiting builds. A normal build comes first, unless four of them have started since the last
 * one of low priority. If one priority has no build or no slot left, it is the turn of the other.
 *
 * @param waiting the next builds of each priority, in turn
 * @param most slots to assign
 */
export function assignSlots(
  turn: Turn,
  free: Record<Priority, number[]>,
  waiting: Record<Priority, WaitingBuild[]>,
  most: number,
): Take[] {
  const taken = new Set<number>();
  const rest = { normal: [...waiting.normal], low: [...waiting.low] };
  const slotFor = (priority: Priority) =>
    rest[priority].length > 0 ? free[priority].find((slot) => !taken.has(slot)) : undefined;
  const takes: Take[] = [];
  for (let now = turn; takes.length < most; ) {
    const priority = orderAfter(now).find((each) => slotFor(each) !== undefined);
    const slot = priority && slotFor(priority);
    const build = priority && rest[priority].shift();
    if (slot === undefined || !build) break;
    now = turnAfter(now, build);
    taken.add(slot);
    takes.push({ build, slot, turn: now });
  }
  return takes;
}

function orderAfter({ normals }: Turn): Priority[] {
  return normals < NORMALS_PER_LOW ? ['normal', 'low'] : ['low', 'normal'];
}
