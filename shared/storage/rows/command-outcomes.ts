import type { BuildFile, Origin } from '../../build/build.ts';
import type { Command } from '../../docs/command-schema.ts';
import { getItem, putIfAbsent } from '../table/items.ts';
import type { Item, Table } from '../table/table.ts';
import { ROW_PREFIX } from '../table/table-schema.ts';

/** The outcome of a command: Docs' answer, with the copy of a forgotten file, or the problem instead. */
export type CommandOutcome =
  | { answer: Record<string, unknown> & { document?: BuildFile }; error?: undefined }
  | { error: Record<string, unknown>; answer?: undefined };

/** The row of a queued command that has run; its event is made from this row. */
export type StoredCommand = CommandOutcome & {
  tenant: string;
  id: string;
  origin: Origin;
  correlationId: string;
  command: Command;
  /** SHA-256 of the command: a repetition has the same, another command with the same id has not. */
  fingerprint: string;
  /** RFC 3339. */
  endedAt: string;
  /** When the row expires, in seconds since 1970. */
  expiresAt: number;
};

const commandKey = (tenant: string, id: string) => ({
  pk: `${ROW_PREFIX.command}${tenant}#${id}`,
  sk: 'COMMAND',
});

/** The current row; undefined while the command has no outcome. */
export async function findCommand(
  table: Table,
  tenant: string,
  id: string,
): Promise<StoredCommand | undefined> {
  const item = await getItem(table, commandKey(tenant, id));
  return item && commandOf(item);
}

/**
 * Stores the outcome of a command unless one is stored. The first outcome is the one that is published.
 *
 * @returns whether it was the first
 */
export function storeCommand(table: Table, command: StoredCommand): Promise<boolean> {
  return putIfAbsent(table, { ...commandKey(command.tenant, command.id), ...command });
}

/** Whether an item of the table is the row of a command. */
export function isCommandRow({ pk }: Item): boolean {
  return typeof pk === 'string' && pk.startsWith(ROW_PREFIX.command);
}

export function commandOf({ pk, sk, ...command }: Item): StoredCommand {
  return command as StoredCommand;
}
