import { envNumber } from '../env.ts';
import { logError } from '../log.ts';
import { giveBackPlace, takePlace } from '../storage/rows/held-calls.ts';
import { type Table, tableFromEnv } from '../storage/table/table.ts';

/** Where calls whose answer is held are counted, and how many may be held at once. */
export type Holds = { table: Table; limit: number };

/** Reads the environment; call it at cold start. */
export function holdsFromEnv(): Holds {
  return { table: tableFromEnv(), limit: envNumber('MAX_HELD_CALLS') };
}

/**
 * Runs `wait` if fewer calls than the limit are held.
 *
 * @param until when `wait` ends at the latest, in milliseconds since 1970
 * @returns the result of `wait`; undefined without running it if the call cannot be held
 */
export async function whileHeld<T>(
  { table, limit }: Holds,
  until: number,
  wait: () => Promise<T>,
): Promise<T | undefined> {
  // A preference is honoured or ignored: an error of the table must not fail the call.
  const place = await takePlace(table, limit, until).catch(logError);
  if (place === undefined) return undefined;
  try {
    return await wait();
  } finally {
    await giveBackPlace(table, place).catch(logError); // the place expires
  }
}
