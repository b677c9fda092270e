import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { SHORT_CALLS } from '../../aws.ts';
import { nameOf } from '../../errors.ts';

export type Table = { name: string; client: DynamoDBDocumentClient };
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** A transaction of ours meets another one of ours: both are short, so a few tries are plenty. */
const CONFLICT_TRIES = 8;
const CONFLICTS = ['TransactionInProgressException', 'TransactionConflictException'];
const CONFLICT_REASONS = [
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
];

/** How items are read: the SDK throws at whole numbers that a double cannot tell apart. */
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
        // What Docs answers may hold any number: a double, as JSON reads it, both ways.
        allowImpreciseNumbers: true,
        // The SDK reads `data.constructor.name`: a map with the name `constructor` looks like an instance of a class.
        convertClassInstanceToMap: true,
      },
      unmarshallOptions: READING,
    }),
  };
}

/** When a row goes that is kept so many days, in seconds since 1970. @param now in milliseconds */
export function expiryIn(days: number, now = Date.now()): number {
  return Math.ceil(now / 1000) + days * 86_400;
}

/** A condition of a write did not hold: the world is further on than the writer thought. */
export class ConditionFailedError extends Error {
  override readonly name = 'ConditionFailedError';
  /** Which items of the transaction refused, counted from 0. */
  readonly items: number[];

  constructor(items: number[]) {
    super(`the condition of item ${items.join(', ')} did not hold`);
    this.items = items;
  }
}

/**
 * Writes all of it or none.
 *
 * @throws {ConditionFailedError} when a condition did not hold
 */
export async function transact(table: Table, items: TransactItem[]): Promise<void> {
  const TransactItems = items.map((item) => withTable(item, table.name));
  try {
    await withoutConflict(() => table.client.send(new TransactWriteCommand({ TransactItems })));
  } catch (error) {
    const refused = refusedItems(error);
    throw refused.length > 0 ? new ConditionFailedError(refused) : error;
  }
}

/** Writes all of it or none. @returns whether every condition held */
export async function tryTransact(table: Table, items: TransactItem[]): Promise<boolean> {
  try {
    await transact(table, items);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailedError) return false;
    throw error;
  }
}

/** Writes again while another transaction holds an item, which AWS's client does not do by itself. */
export async function withoutConflict<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (!isConflict(error) || attempt === CONFLICT_TRIES) throw error;
      await sleep(Math.random() * 20 * 2 ** attempt);
    }
  }
}

export function isConditionFailed(error: unknown): boolean {
  return ['ConditionalCheckFailedException', 'ConditionFailedError'].includes(nameOf(error));
}

function withTable(item: TransactItem, TableName: string): TransactItem {
  return Object.fromEntries(
    Object.entries(item).map(([action, input]) => [action, { ...input, TableName }]),
  ) as TransactItem;
}

function reasonsOf(error: unknown): string[] {
  const { CancellationReasons: reasons } = error as { CancellationReasons?: { Code?: string }[] };
  return (reasons ?? []).map((reason) => reason.Code ?? 'None');
}

function refusedItems(error: unknown): number[] {
  return reasonsOf(error).flatMap((code, index) =>
    code === 'ConditionalCheckFailed' ? [index] : [],
  );
}

/** A condition that did not hold is no conflict, whatever else was in the way. */
function isConflict(error: unknown): boolean {
  if (refusedItems(error).length > 0) return false;
  return (
    CONFLICTS.includes(nameOf(error)) ||
    reasonsOf(error).some((code) => CONFLICT_REASONS.includes(code))
  );
}
