import type { Priority } from '../../build/build.ts';
import { equals, isGreaterThan } from '../table/expressions.ts';
import { queryPage } from '../table/query.ts';
import type { Table } from '../table/table.ts';
import { LANES, type WaitingBuild } from './waiting-room.ts';

/** The state of the turns after a start. It is stored in the slot that this start took. */
export type Turn = {
  /** Counts the starts. The highest number of all slots is the current turn. */
  number: number;
  /** The tenant whose build of normal priority started last. */
  normal: string;
  /** The tenant whose build of low priority started last. */
  low: string;
  /** Builds of normal priority that have started since the last one of low priority. */
  normals: number;
};

/** The turn before the first start. */
export const FIRST_TURN: Turn = { number: 0, normal: '', low: '', normals: 0 };

/** The turn after the start of a build. */
export function turnAfter(
  turn: Turn,
  { tenant, priority = 'normal' }: Pick<WaitingBuild, 'tenant' | 'priority'>,
): Turn {
  const normals = priority === 'low' ? 0 : turn.normals + 1;
  return { ...turn, number: turn.number + 1, [priority]: tenant, normals };
}

/**
 * The builds of a priority that start next, in this order: the oldest one of each tenant, from the tenant
 * after the last one served; then the second ones, and so on.
 *
 * @param count the most builds to return
 * @param consistent whether to read strongly consistent, or perhaps as it was a moment ago
 */
export async function nextInTurn(
  table: Table,
  turn: Turn,
  priority: Priority,
  count: number,
  consistent = true,
): Promise<WaitingBuild[]> {
  if (count === 0) return [];
  const lane: Lane = { table, pk: LANES[priority], consistent };
  const queues = await queuesInTurn(lane, turn[priority], count);
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  const rounds = Array.from({ length: longest }, (_, round) =>
    queues.flatMap((queue) => queue[round] ?? []),
  );
  return rounds.flat().slice(0, count);
}

/** The places of a priority, and how they are read. */
type Lane = { table: Table; pk: string; consistent: boolean };

/** The waiting builds of up to `count` tenants, up to `count` of each: of all tenants if there are fewer. */
async function queuesInTurn(lane: Lane, last: string, count: number): Promise<WaitingBuild[][]> {
  const found = new Map<string, WaitingBuild[]>();
  // "$" sorts after "#" and before the characters of tenant names: `last$` is after all places of `last`.
  for (const position of last === '' ? [' '] : [`${last}$`, ' '])
    for await (const [tenant, queue] of queuesAfter(lane, position, count)) {
      if (found.has(tenant)) return [...found.values()];
      found.set(tenant, queue);
      if (found.size === count) return [...found.values()];
    }
  return [...found.values()];
}

/** The tenants after a position, in order, each with its oldest `count` waiting builds. */
async function* queuesAfter(
  { table, pk, consistent }: Lane,
  from: string,
  count: number,
): AsyncGenerator<[tenant: string, queue: WaitingBuild[]]> {
  for (let position = from; ; ) {
    const key = [equals('pk', pk), isGreaterThan('sk', position)];
    const { items, next } = await queryPage(table, { key, limit: count, consistent });
    const queues = [...Map.groupBy(items as WaitingBuild[], ({ tenant }) => tenant)];
    // The last of several tenants may have more places than this page shows.
    const whole = next && queues.length > 1 ? queues.slice(0, -1) : queues;
    yield* whole;
    const last = whole.at(-1);
    if (!next || !last) return;
    position = `${last[0]}$`;
  }
}
