import { isPresent, remove } from '../table/expressions.ts';
import type { Item } from '../table/table.ts';
import type { Change } from '../table/transaction.ts';

/*
 * Delete this file one release after 0.2, and what uses it. Until version 0.1 one item held all slots. After
 * an upgrade its holders still count, its `last` begins the turns, and builds without `slot` in their row are
 * freed there. The item itself may stay in the table.
 */

const OLD_SLOTS = { pk: 'SLOTS', sk: 'SLOTS' };

type OldSlots = {
  holders: Record<string, { tenant: string; id: string; since: number }>;
  last: string;
};

/** The item of version 0.1 among those of the slots; undefined if no build of that version ever started. */
export function oldSlotsOf(items: Item[]): OldSlots | undefined {
  return items.find(({ sk }) => sk === OLD_SLOTS.sk) as OldSlots | undefined;
}

/** The write that frees the slot of a build that version 0.1 started; fails if the build holds none. */
export function releaseOldSlot(run: string): Change {
  const path = ['holders', run];
  return { change: OLD_SLOTS, by: [remove(path)], if: [isPresent(path)] };
}
