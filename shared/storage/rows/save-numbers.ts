import { sha256Hex } from '../../ids.ts';
import { append, doesNotContain, set } from './expressions.ts';
import { changeIf, getItem } from './items.ts';
import { documentKey, type SaveName } from './saves.ts';
import { expiryIn, type Table } from './table.ts';

/** Days until save numbers expire. Docs itself has forgotten the save by then. */
const KEPT_DAYS = 90;

/**
 * The number of a save among those with one status and `lastsave`. Docs' times are whole seconds, so that
 * several saves may have the same. Each has its own file, and a repetition has the same file. Numbers are
 * given in the order of the calls.
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
  const changes = [append('files', file), set('expiresAt', expiryIn(KEPT_DAYS))];
  const item =
    (await changeIf(table, filesKey(save), changes, [doesNotContain('files', file)])) ??
    (await getItem(table, filesKey(save)));
  return (item?.files as string[] | undefined) ?? [];
}

const filesKey = ({ tenant, key, status, lastsave }: SaveName) => ({
  pk: documentKey(tenant, key),
  sk: `SAVE_NUMBER#${status}#${lastsave}`,
});
