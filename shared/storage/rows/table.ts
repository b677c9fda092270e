import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { SHORT_CALLS } from '../../aws.ts';
import { env } from '../../env.ts';
import { GatewayError, nameOf } from '../../errors.ts';
import { type Action, type Condition, expressionsOf, isAbsent } from './expressions.ts';
import { withoutConflict } from './transaction.ts';
import { wellFormedItem } from './well-formed.ts';

export type Table = { name: string; client: DynamoDBDocumentClient };
export type Key = { pk: string; sk: string };
export type Item = Record<string, unknown>;

export type Query = {
  /** Conditions on the keys of the table or of its index. */
  key: Condition[];
  index?: string;
  /** Conditions on the items found; items they refuse are read all the same. */
  filter?: Condition[];
  /** Items read for a page. */
  limit?: number;
  descending?: boolean;
  /** Whether every write is seen; an index cannot do that. */
  consistent?: boolean;
  /** The `next` of an earlier page. */
  start?: Item;
};

export type Page = { items: Item[]; next?: Item };

/** Rows come 16 MB at a time, a hundred of the largest in three reads; the rest are repetitions. */
const MAX_READS = 8;

/** How items are read: without this the SDK throws at integers that a double cannot tell apart. */
export const READING = { wrapNumbers: Number };

export function table(
  name: string,
  client = new DynamoDBClient({ requestHandler: SHORT_CALLS }),
): Table {
  return {
    name,
    client: DynamoDBDocumentClient.from(client, {
      marshallOptions: {
        removeUndefinedValues: true,
        // Answers of Docs may hold any number of JSON: written and read as a double.
        allowImpreciseNumbers: true,
        // The SDK takes a map with the name `constructor` for an instance of a class.
        convertClassInstanceToMap: true,
      },
      unmarshallOptions: READING,
    }),
  };
}

/** The table that the variable `TABLE_NAME` names. */
export function tableFromEnv(): Table {
  return table(env('TABLE_NAME'));
}

/** When an item expires that is kept for so many days, in seconds since 1970. @param now in milliseconds */
export function expiryIn(days: number, now = Date.now()): number {
  return Math.ceil(now / 1000) + days * 86_400;
}

/** Reads one item, with every write before. */
export async function getItem({ name, client }: Table, key: Key): Promise<Item | undefined> {
  const command = new GetCommand({ TableName: name, Key: key, ConsistentRead: true });
  return (await client.send(command)).Item;
}

/**
 * Reads up to 100 items, with every write before; in no order.
 *
 * @throws {GatewayError} TOO_MANY_REQUESTS when DynamoDB keeps leaving items out
 */
export async function getItems({ name, client }: Table, keys: Key[]): Promise<Item[]> {
  const items: Item[] = [];
  let left = keys;
  for (let reads = 1; left.length > 0; reads++) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [name]: { Keys: left, ConsistentRead: true } } }),
    );
    items.push(...(Responses?.[name] ?? []));
    left = (UnprocessedKeys?.[name]?.Keys ?? []) as Key[];
    if (left.length > 0) await pauseAfter(reads);
  }
  return items;
}

/** AWS's client repeats a refused request, but not the part that an answer leaves out. */
async function pauseAfter(reads: number): Promise<void> {
  if (reads === MAX_READS)
    throw new GatewayError('TOO_MANY_REQUESTS', 'The table is busy; try again later.');
  await sleep(Math.random() * 10 * 2 ** reads);
}

/** Writes an item unless its key is taken. @returns whether it was written */
export async function putIfAbsent({ name, client }: Table, item: Item): Promise<boolean> {
  const condition = expressionsOf({ condition: [isAbsent('pk')] });
  const Item = wellFormedItem(item);
  const command = new PutCommand({ TableName: name, Item, ...condition });
  return (await unlessConditionFails(() => client.send(command))) !== undefined;
}

/**
 * Changes an item if all conditions hold; makes it where it is absent and they allow that.
 *
 * @returns the item afterwards; undefined when a condition failed
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

export async function removeItem({ name, client }: Table, key: Key): Promise<void> {
  await client.send(new DeleteCommand({ TableName: name, Key: key }));
}

export async function queryPage({ name, client }: Table, query: Query): Promise<Page> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: name,
      IndexName: query.index,
      ...expressionsOf({ key: query.key, filter: query.filter }),
      Limit: query.limit,
      ScanIndexForward: !query.descending,
      ConsistentRead: query.consistent,
      ExclusiveStartKey: query.start,
    }),
  );
  return { items: Items, next: LastEvaluatedKey };
}

/** All pages of a query, one after the other. */
export async function* pages(table: Table, query: Query): AsyncGenerator<Item[]> {
  let start = query.start;
  do {
    const page = await queryPage(table, { ...query, start });
    yield page.items;
    start = page.next;
  } while (start);
}

async function unlessConditionFails<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await withoutConflict(write);
  } catch (error) {
    if (nameOf(error) === 'ConditionalCheckFailedException') return undefined;
    throw error;
  }
}
