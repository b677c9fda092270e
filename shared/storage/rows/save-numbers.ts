import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { sha256Hex } from '../../ids.ts';
import { documentKey, type SaveName } from './saves.ts';
import { expiryIn, isConditionFailed, type Table } from './table.ts';

/** Days that turns are remembered: by then Docs itself knows nothing more of the save. */
const KEPT_DAYS = 90;

/**
 * Which of the saves with one status and `lastsave` it is: Docs' times are whole seconds, but each save
 * has a file of its own, and a repetition names the same file. Whoever is first to ask is the first.
 *
 * @param path where the document's file lies in Docs, without what is signed anew each time
 * @returns 2 for the second one, and so on; undefined for the first
 */
export async function turnOf(
  table: Table,
  save: SaveName,
  path: string,
): Promise<number | undefined> {
  const file = sha256Hex(path).slice(0, 16);
  const files = await withFile(table, save, file);
  const turn = files.indexOf(file) + 1;
  return turn > 1 ? turn : undefined;
}

async function filesOf(table: Table, save: SaveName): Promise<string[]> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: turnsKey(save), ConsistentRead: true }),
  );
  return (Item?.files as string[] | undefined) ?? [];
}

/** The files of a save, this one among them: it is put at the end unless it stands there. */
async function withFile(table: Table, save: SaveName, file: string): Promise<string[]> {
  try {
    const { Attributes } = await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: turnsKey(save),
        UpdateExpression:
          'SET files = list_append(if_not_exists(files, :none), :one), expiresAt = :expiry',
        ConditionExpression: 'attribute_not_exists(files) OR NOT contains(files, :file)',
        ExpressionAttributeValues: {
          ':none': [],
          ':one': [file],
          ':file': file,
          ':expiry': expiryIn(KEPT_DAYS),
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Attributes?.files as string[];
  } catch (error) {
    if (isConditionFailed(error)) return filesOf(table, save);
    throw error;
  }
}

const turnsKey = ({ tenant, key, status, lastsave }: SaveName) => ({
  pk: documentKey(tenant, key),
  sk: `TURNS#${status}#${lastsave}`,
});
