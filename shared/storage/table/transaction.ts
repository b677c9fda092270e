import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { failedConditions, retryConflicts } from './conflicts.ts';
import { type Action, type Condition, expressionsOf } from './expressions.ts';
import type { Item, Key, Table } from './table.ts';
import { wellFormedItem } from './well-formed.ts';

/** One write of a transaction; the conditions in `if` must all hold. */
export type Write = Put | Change | Removal;
export type Put = { put: Item; if?: Condition[] };
export type Change = { change: Key; by: Action[]; if?: Condition[] };
export type Removal = { remove: Key; if?: Condition[] };

/** A write's condition failed: the item changed since it was read. */
export class ConditionFailedError extends Error {
  override readonly name = 'ConditionFailedError';
  /** The writes of the transaction whose conditions failed, counted from 0. */
  readonly writes: number[];

  constructor(writes: number[]) {
    super(`the condition of write ${writes.join(', ')} failed`);
    this.writes = writes;
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
    await retryConflicts(() => table.client.send(command));
  } catch (error) {
    const failed = failedConditions(error);
    throw failed.length > 0 ? new ConditionFailedError(failed) : error;
  }
}

/** Makes all writes or none. @returns false when a condition failed */
export async function tryTransact(table: Table, writes: Write[]): Promise<boolean> {
  try {
    await transact(table, writes);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailedError) return false;
    throw error;
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
