import { setTimeout as sleep } from 'node:timers/promises';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { nameOf } from '../../errors.ts';
import { type Action, type Condition, expressionsOf } from './expressions.ts';
import type { Item, Key, Table } from './table.ts';
import { wellFormedItem } from './well-formed.ts';

/** One write of a transaction; the conditions in `if` must all hold. */
export type Write = Put | Change | Removal;
export type Put = { put: Item; if?: Condition[] };
export type Change = { change: Key; by: Action[]; if?: Condition[] };
export type Removal = { remove: Key; if?: Condition[] };

/** Two transactions of the gateway met at one item: both are short, so a few tries are enough. */
const CONFLICT_TRIES = 8;
const CONFLICTS = ['TransactionInProgressException', 'TransactionConflictException'];
const CONFLICT_REASONS = [
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
];

/** A write's condition failed: the item changed since it was read. */
export class ConditionFailedError extends Error {
  override readonly name = 'ConditionFailedError';
  /** The writes of the transaction whose conditions failed, counted from 0. */
  readonly items: number[];

  constructor(items: number[]) {
    super(`the condition of item ${items.join(', ')} failed`);
    this.items = items;
  }
}

/**
 * Makes all writes or none.
 *
 * @throws {ConditionFailedError} when a condition failed
 */
export async function transact(table: Table, writes: Write[]): Promise<void> {
  const command = new TransactWriteCommand({
    TransactItems: writes.map((write) => itemOf(table.name, write)),
  });
  try {
    await withoutConflict(() => table.client.send(command));
  } catch (error) {
    const failed = failedConditions(error);
    throw failed.length > 0 ? new ConditionFailedError(failed) : error;
  }
}

/** Makes all writes or none. @returns whether every condition held */
export async function tryTransact(table: Table, writes: Write[]): Promise<boolean> {
  try {
    await transact(table, writes);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailedError) return false;
    throw error;
  }
}

/** Repeats a write while a transaction holds its item; AWS's client does not do that by itself. */
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

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

function itemOf(TableName: string, write: Write): TransactItem {
  const { UpdateExpression, ...conditions } = expressionsOf({
    condition: write.if,
    update: 'change' in write ? write.by : undefined,
  });
  if ('put' in write) return { Put: { TableName, Item: wellFormedItem(write.put), ...conditions } };
  if ('remove' in write) return { Delete: { TableName, Key: write.remove, ...conditions } };
  return { Update: { TableName, Key: write.change, UpdateExpression, ...conditions } };
}

function reasonsOf(error: unknown): string[] {
  const { CancellationReasons: reasons } = error as { CancellationReasons?: { Code?: string }[] };
  return (reasons ?? []).map((reason) => reason.Code ?? 'None');
}

function failedConditions(error: unknown): number[] {
  return reasonsOf(error).flatMap((code, index) =>
    code === 'ConditionalCheckFailed' ? [index] : [],
  );
}

/** A failed condition is no conflict, even where other writes of its transaction met one. */
function isConflict(error: unknown): boolean {
  if (failedConditions(error).length > 0) return false;
  return (
    CONFLICTS.includes(nameOf(error)) ||
    reasonsOf(error).some((code) => CONFLICT_REASONS.includes(code))
  );
}
