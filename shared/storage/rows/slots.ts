import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { BuildError } from '../../build/build.ts';
import { type BuildChange, changeBuild, type StoredBuild } from './builds.ts';
import { copyingPlace } from './copies.ts';
import {
  ConditionFailedError,
  isConditionFailed,
  type Table,
  type TransactItem,
  transact,
  tryTransact,
} from './table.ts';

/** A build that waits: its place in the room sorts by tenant, then by age. */
export type Waiting = { tenant: string; id: string; run: string; createdAt: string };
/** One holder of a slot, since when (ms). */
export type Holder = { tenant: string; id: string; since: number };
export type Slots = { holders: Record<string, Holder>; last: string };

const SLOTS = { pk: 'SLOTS', sk: 'SLOTS' };
const placeKey = ({ tenant, createdAt, id }: Waiting) => ({
  pk: 'WAITING',
  sk: `${tenant}#${createdAt}#${id}`,
});

/** The door's write that gives a build its place. */
export function waitingPlace({ tenant, id, run, createdAt }: StoredBuild): TransactItem {
  const place: Waiting = { tenant, id, run, createdAt };
  return { Put: { TableName: '', Item: { ...placeKey(place), ...place } } };
}

/** The write that empties a build's place. */
export function leaveRoom(build: Waiting): TransactItem {
  return { Delete: { TableName: '', Key: placeKey(build) } };
}

export async function readSlots(table: Table): Promise<Slots> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: SLOTS, ConsistentRead: true }),
  );
  if (Item) return Item as Slots;
  await makeSlots(table);
  return { holders: {}, last: '' };
}

/** Whose turn it is: the next tenant's after `last`, and of its builds the oldest. */
export async function nextWaiting(table: Table, last: string): Promise<Waiting | undefined> {
  // "$" sorts behind "#" and before all that a tenant's name may hold: past every place of `last`.
  return (await firstAfter(table, `${last}$`)) ?? (await firstAfter(table, ''));
}

/**
 * Takes a slot, empties the place and sets the row running, all or nothing.
 *
 * @param last the tenant after whom it is this one's turn: another starter may have been faster
 * @returns whether it did; if not, another one was faster or the build is no longer waiting
 */
export async function takeSlot(
  table: Table,
  next: Waiting,
  limit: number,
  deadline: string,
  last?: string,
): Promise<boolean> {
  const since = Date.now();
  const holder: Holder = { tenant: next.tenant, id: next.id, since };
  const turn = last === undefined ? '' : ' AND #last = :last';
  const start: BuildChange = {
    from: 'queued',
    set: { status: 'running', startedAt: new Date(since).toISOString(), deadline },
  };
  try {
    await transact(table, [
      {
        Update: {
          TableName: '',
          Key: SLOTS,
          UpdateExpression: 'SET holders.#run = :holder, #last = :tenant',
          ConditionExpression: `size(holders) < :limit AND attribute_not_exists(holders.#run)${turn}`,
          ExpressionAttributeNames: { '#run': next.run, '#last': 'last' },
          ExpressionAttributeValues: {
            ':holder': holder,
            ':tenant': next.tenant,
            ':limit': limit,
            ...(last !== undefined && { ':last': last }),
          },
        },
      },
      {
        Delete: { TableName: '', Key: placeKey(next), ConditionExpression: 'attribute_exists(pk)' },
      },
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
 * Stores what Docs answered at last and frees the slot, in one write; unless the answer is the end, the
 * same write has the sweep look after the copying. Whoever comes second, or after a cancel, changes
 * nothing.
 */
export function storeAnswer(
  table: Table,
  build: StoredBuild,
  set: Partial<StoredBuild>,
): Promise<boolean> {
  return tryTransact(table, [
    changeBuild(build.tenant, build.id, { from: 'running', answered: false, set }),
    { Update: { TableName: '', ...freeing(build.run) } },
    ...(set.answer ? [copyingPlace(build)] : []),
  ]);
}

/** Frees a slot whose build has ended; harmless when it is free. */
export async function freeSlot(table: Table, run: string): Promise<void> {
  await transact(table, [{ Update: { TableName: '', ...freeing(run) } }]);
}

/** Ends a build that still waits, with its place. @returns whether it was still waiting */
export function endWaiting(
  table: Table,
  build: Waiting,
  end: { status: 'cancelled' | 'failed'; error?: BuildError },
): Promise<boolean> {
  const set = { ...end, endedAt: new Date().toISOString() };
  return tryTransact(table, [
    changeBuild(build.tenant, build.id, { from: 'queued', set }),
    leaveRoom(build),
  ]);
}

/** Those who have waited since before a time; for the minute's sweep. */
export async function waitingSince(table: Table, before: string): Promise<Waiting[]> {
  const found: Waiting[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :room',
        FilterExpression: 'createdAt < :before',
        ExpressionAttributeValues: { ':room': 'WAITING', ':before': before },
        ExclusiveStartKey: start,
      }),
    );
    found.push(...((page.Items ?? []) as Waiting[]));
    start = page.LastEvaluatedKey;
  } while (start);
  return found;
}

function freeing(run: string) {
  return {
    Key: SLOTS,
    UpdateExpression: 'REMOVE holders.#run',
    ExpressionAttributeNames: { '#run': run },
  };
}

async function firstAfter(table: Table, position: string): Promise<Waiting | undefined> {
  const { Items } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :room AND sk > :position',
      ExpressionAttributeValues: { ':room': 'WAITING', ':position': position || ' ' },
      Limit: 1,
      ConsistentRead: true,
    }),
  );
  return Items?.[0] as Waiting | undefined;
}

async function removePlace(table: Table, place: Waiting): Promise<void> {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: placeKey(place) }));
}

async function makeSlots(table: Table): Promise<void> {
  const Item: Slots & typeof SLOTS = { ...SLOTS, holders: {}, last: '' };
  await table.client
    .send(
      new PutCommand({
        TableName: table.name,
        Item,
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    )
    .catch((error: unknown) => {
      if (!isConditionFailed(error)) throw error;
    });
}
