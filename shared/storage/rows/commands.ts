import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { BuildFile, Origin } from '../../build/build.ts';
import type { Command } from '../../docs/command-schema.ts';
import { ROW_PREFIX } from '../table-schema.ts';
import { isConditionFailed, type Table } from './table.ts';

/** What came of a command: Docs' answer, with the copy of a forgotten file, or why there is none. */
export type CommandResult =
  | { answer: Record<string, unknown> & { document?: BuildFile }; error?: undefined }
  | { error: Record<string, unknown>; answer?: undefined };

/** The row of a queued command that has been carried out; its event is told from it. */
export type StoredCommand = CommandResult & {
  tenant: string;
  id: string;
  origin: Origin;
  correlationId: string;
  command: Command;
  /** SHA-256 of the command, to tell a repetition from another command. */
  fingerprint: string;
  /** RFC 3339. */
  endedAt: string;
  /** Seconds since 1970 at which the row goes. */
  expiresAt: number;
};

const commandKey = (tenant: string, id: string) => ({
  pk: `${ROW_PREFIX.command}${tenant}#${id}`,
  sk: 'COMMAND',
});

/** The row as it is now; undefined while the command has no outcome. */
export async function findCommand(
  { name, client }: Table,
  tenant: string,
  id: string,
): Promise<StoredCommand | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: commandKey(tenant, id), ConsistentRead: true }),
  );
  return Item && commandOf(Item);
}

/**
 * Stores the outcome of a command, unless one is stored: the first one is the one that is told.
 *
 * @returns whether it was the first
 */
export async function storeCommand(
  { name, client }: Table,
  command: StoredCommand,
): Promise<boolean> {
  const Item = { ...commandKey(command.tenant, command.id), ...command };
  const put = { TableName: name, Item, ConditionExpression: 'attribute_not_exists(pk)' };
  try {
    await client.send(new PutCommand(put));
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}

/** Whether a row of the table, by its partition key, is that of a command. */
export function isCommandRow({ pk }: Record<string, unknown>): boolean {
  return typeof pk === 'string' && pk.startsWith(ROW_PREFIX.command);
}

export function commandOf({ pk, sk, ...command }: Record<string, unknown>): StoredCommand {
  return command as StoredCommand;
}
