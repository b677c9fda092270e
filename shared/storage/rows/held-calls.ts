import { randomUUID } from 'node:crypto';
import { hasFewerThan, isAbsent, remove, set } from '../table/expressions.ts';
import { changeIf, getItem } from '../table/items.ts';
import type { Table } from '../table/table.ts';
import { HELD_CALLS } from '../table/table-schema.ts';

/** The places that are taken: when each expires, in milliseconds since 1970. */
type Taken = Record<string, number>;

const HELD = { pk: HELD_CALLS, sk: HELD_CALLS };

/** Clocks of two functions differ by less. */
const CLOCK_MS = 5_000;

/**
 * Takes a place for a call whose answer is held. One item counts them, so the limit counts for all instances of
 * all functions together. A place that is not given back, because its function crashed, expires.
 *
 * @param limit the most calls that are held at once
 * @param until when the call is answered at the latest, in milliseconds since 1970
 * @returns the name of the place; undefined when `limit` calls are held
 */
export async function takePlace(
  table: Table,
  limit: number,
  until: number,
): Promise<string | undefined> {
  const place = randomUUID().slice(0, 13); // short, because DynamoDB charges for the size of the item
  if (await takeIfFree(table, limit, place, until)) return place;
  const isFree = await makeRoom(table, limit);
  return isFree && (await takeIfFree(table, limit, place, until)) ? place : undefined;
}

/** Gives a place back; does nothing if it has expired. */
export async function giveBackPlace(table: Table, place: string): Promise<void> {
  await changeIf(table, HELD, [remove(['places', place])], []);
}

async function takeIfFree(table: Table, limit: number, place: string, until: number) {
  const isFree = [hasFewerThan('places', limit)];
  return changeIf(table, HELD, [set(['places', place], until + CLOCK_MS)], isFree);
}

/** Frees expired places, and creates the item before the first call. @returns whether a place may be free now */
async function makeRoom(table: Table, limit: number): Promise<boolean> {
  const item = await getItem(table, HELD);
  if (!item) {
    await changeIf(table, HELD, [set('places', {})], [isAbsent('pk')]);
    return true;
  }
  const taken = Object.entries(item.places as Taken);
  const expired = taken.filter(([, until]) => until < Date.now());
  if (expired.length === 0) return taken.length < limit;
  await changeIf(
    table,
    HELD,
    expired.map(([place]) => remove(['places', place])),
    [],
  );
  return true;
}
