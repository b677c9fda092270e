import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { GatewayError, nameOf } from '../../errors.ts';
import { retryConflicts } from './conflicts.ts';
import { type Action, type Condition, expressionsOf, isAbsent } from './expressions.ts';
import type { Item, Key, Table } from './table.ts';
import { wellFormedItem } from './well-formed.ts';

/** DynamoDB returns 16 MB per read: 100 items of the largest size take three. Five more are retries. */
const MAX_READS = 8;

/** Reads one item, strongly consistent. */
export async function getItem({ name, client }: Table, key: Key): Promise<Item | undefined> {
  const command = new GetCommand({ TableName: name, Key: key, ConsistentRead: true });
  return (await client.send(command)).Item;
}

/** Reads one item eventually consistent, at half the price: perhaps as it was a moment ago. */
export async function peekAtItem({ name, client }: Table, key: Key): Promise<Item | undefined> {
  return (await client.send(new GetCommand({ TableName: name, Key: key }))).Item;
}

/**
 * Reads up to 100 items, strongly consistent and in no particular order.
 *
 * @throws {GatewayError} TOO_MANY_REQUESTS when DynamoDB still leaves items out after eight reads
 */
export async function getItems({ name, client }: Table, keys: Key[]): Promise<Item[]> {
  const items: Item[] = [];
  let unread = keys;
  for (let reads = 1; unread.length > 0; reads++) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [name]: { Keys: unread, ConsistentRead: true } } }),
    );
    items.push(...(Responses?.[name] ?? []));
    unread = (UnprocessedKeys?.[name]?.Keys ?? []) as Key[];
    if (unread.length > 0) await pauseAfter(reads);
  }
  return items;
}

/** Puts an item unless its key is taken. @returns whether it was put */
export async function putIfAbsent({ name, client }: Table, item: Item): Promise<boolean> {
  const condition = expressionsOf({ condition: [isAbsent('pk')] });
  const command = new PutCommand({ TableName: name, Item: wellFormedItem(item), ...condition });
  return (await unlessConditionFails(() => client.send(command))) !== undefined;
}

/**
 * Changes an item if all conditions hold. An item that does not exist is created, unless a condition
 * prevents it.
 *
 * @returns the item after the change; undefined when a condition failed
 */
export async function changeIf(
  { name, client }: Table,
  key: Key,
  by: Action[],
  conditions: Condition[],
): Promise<Item | undefined> {
  const command = new UpdateCommand({
    TableName: name,
    Key: key,
    ...expressionsOf({ update: by, condition: conditions }),
    ReturnValues: 'ALL_NEW',
  });
  return (await unlessConditionFails(() => client.send(command)))?.Attributes;
}

/** Removes an item if it exists. */
export async function removeItem({ name, client }: Table, key: Key): Promise<void> {
  await client.send(new DeleteCommand({ TableName: name, Key: key }));
}

/** The SDK retries a throttled request, but not the keys that an answer leaves out. */
async function pauseAfter(reads: number): Promise<void> {
  if (reads === MAX_READS)
    throw new GatewayError('TOO_MANY_REQUESTS', 'The table is busy; try again later.');
  await sleep(Math.random() * 10 * 2 ** reads);
}

async function unlessConditionFails<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await retryConflicts(write);
  } catch (error) {
    if (nameOf(error) === 'ConditionalCheckFailedException') return undefined;
    throw error;
  }
}
