import { setTimeout as sleep } from 'node:timers/promises';
import { logError } from '../../log.ts';
import { getBuild, type StoredBuild } from '../../storage/rows/builds.ts';
import { readSlots, type Slots } from '../../storage/rows/slots.ts';
import { nextInTurn } from '../../storage/rows/turns.ts';
import type { Table } from '../../storage/table/table.ts';
import { freeSlotsByPriority } from './assign-slots.ts';

/** Waiting builds that are read at most, of each tenant. A build behind more of them is not waited for. */
const MOST_READ = 16;
/** What a build takes in a slot whose last build is not known. */
const UNKNOWN_MS = 1_000;
/** An estimate may use what was true a moment ago, at half the price. */
const CONSISTENT = false;
/** The caller of an accepted build is not kept longer by a slow table. */
const PATIENCE_MS = 3_000;

/**
 * How many waiting builds of normal priority can start in a time. Each slot is expected to take as long for a
 * build as for its last one; a build that already takes longer is expected to take as long again.
 *
 * @param leftMs the time, in milliseconds from now
 * @param now in milliseconds since 1970
 */
export function startsWithin(slots: Slots, limit: number, leftMs: number, now: number): number {
  const ages = new Map(Object.values(slots.holders).map(({ slot, since }) => [slot, now - since]));
  const starts = Array.from({ length: limit }, (_, slot) => {
    const lastMs = Math.max(1, slots.tookMs[slot] ?? UNKNOWN_MS);
    const ageMs = ages.get(slot);
    if (ageMs === undefined) return 1 + Math.floor(leftMs / lastMs);
    const restMs = ageMs < lastMs ? lastMs - ageMs : ageMs;
    return restMs > leftMs ? 0 : 1 + Math.floor((leftMs - restMs) / Math.max(lastMs, ageMs));
  });
  return starts.reduce((sum, count) => sum + count, 0);
}

/**
 * Whether a queued build will probably start before `until`, so that it is worth holding its call. A build of low
 * priority is worth it only if a slot is free for it now. An error of the table means no, and so does a slow one.
 *
 * @param until in milliseconds since 1970
 */
export async function canStartUntil(
  room: { table: Table; maxInFlight: number },
  build: StoredBuild,
  until: number,
): Promise<boolean> {
  if (until <= Date.now()) return false;
  const estimate = isNearStart(room, build, until).catch(logError);
  return (await Promise.race([estimate, sleep(PATIENCE_MS, false, { ref: false })])) ?? false;
}

async function isNearStart(
  { table, maxInFlight }: { table: Table; maxInFlight: number },
  { tenant, id, run, priority = 'normal' }: StoredBuild,
  until: number,
): Promise<boolean> {
  const now = Date.now();
  const slots = await readSlots(table, CONSISTENT);
  const starts =
    priority === 'low'
      ? freeSlotsByPriority(slots, maxInFlight).low.length
      : startsWithin(slots, maxInFlight, Math.max(0, until - now), now);
  const count = Math.min(MOST_READ, starts);
  const next = await nextInTurn(table, slots.turn, priority, count, CONSISTENT);
  // With fewer builds than can start, the build is among them or has started, or its URLs are fetched first.
  if (next.length < count || next.some((build) => build.run === run)) return true;
  return (await getBuild(table, tenant, id))?.status !== 'queued';
}
