import { sha256Hex } from '../../ids.ts';
import { append, doesNotContain, set } from './expressions.ts';
import { changeIf, getItem } from './items.ts';
import { documentKey, type SaveName } from './saves.ts';
import { expiryIn, type Table } from './table.ts';

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

/** The files of a save; `file` is added at the end unless it is among them. */
async function withFile(table: Table, save: SaveName, file: string): Promise<string[]> {
  const changes = [append('files', file), set('expiresAt', expiryIn(KEPT_DAYS))];
  const item =
    (await changeIf(table, filesKey(save), changes, [doesNotContain('files', file)])) ??
    (await getItem(table, filesKey(save)));
  return (item?.files as string[] | undefined) ?? [];
}

const filesKey = ({ tenant, key, status, lastsave }: SaveName) => ({
  pk: documentKey(tenant, key),
  sk: `TURNS#${status}#${lastsave}`,
});
