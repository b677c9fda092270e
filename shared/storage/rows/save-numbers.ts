import { sha256Hex } from '../../ids.ts';
import { append, doesNotContain, set } from '../table/expressions.ts';
import { changeIf, getItem } from '../table/items.ts';
import { expiryIn, type Table } from '../table/table.ts';
import { documentKey, type SaveName } from './saves.ts';

/** By then Docs no longer repeats the callback. */
const EXPIRY_DAYS = 90;

/**
 * The number of a save among those with the same status and `lastsave`: Docs' times are whole seconds. Each
 * save has another file, and a repeated callback has the same file. Numbers are assigned in the order of
 * the calls.
 *
 * @param path the path of the document's link, without its signature
 * @returns 2 for the second save, and so on; undefined for the first
 */
export async function saveNumberOf(
  table: Table,
  save: SaveName,
  path: string,
): Promise<number | undefined> {
  const file = sha256Hex(path).slice(0, 16);
  const files = await withFile(table, save, file);
  const saveNumber = files.indexOf(file) + 1;
  return saveNumber > 1 ? saveNumber : undefined;
}

/** The files of the saves so far; `file` is added at the end unless the list has it. */
async function withFile(table: Table, save: SaveName, file: string): Promise<string[]> {
  const changes = [append('files', file), set('expiresAt', expiryIn(EXPIRY_DAYS))];
  const item =
    (await changeIf(table, filesKey(save), changes, [doesNotContain('files', file)])) ??
    (await getItem(table, filesKey(save)));
  return (item?.files as string[] | undefined) ?? [];
}

const filesKey = ({ tenant, key, status, lastsave }: SaveName) => ({
  pk: documentKey(tenant, key),
  sk: `SAVE_NUMBER#${status}#${lastsave}`,
});
