import type { CallbackSaveStatus, SavedStatus } from '../../docs/callback-status.ts';
import { documentFolder } from '../objects/keys.ts';
import { beginsWith, equals, isLessThan, remove, set } from '../table/expressions.ts';
import { changeIf, getItem, putIfAbsent } from '../table/items.ts';
import { queryPage } from '../table/query.ts';
import type { Item, Table } from '../table/table.ts';
import type { StoredFile } from './builds.ts';

/** One save of one document. */
export type Save = {
  tenant: string;
  /** Docs' key of the document. */
  key: string;
  /** RFC 3339; `sha256-…` for a forgotten file whose time Docs does not give. */
  lastsave: string;
  /** Counts the saves with this status and `lastsave`, from 2 on; absent for the first. */
  saveNumber?: number;
};

/** The files of a save; null for each that it does not have. */
export type SaveFiles = {
  document: StoredFile | null;
  changes: StoredFile | null;
  history: StoredFile | null;
  form: StoredFile | null;
};
export const NO_FILES: SaveFiles = { document: null, changes: null, history: null, form: null };

export type CopiedDocument = {
  key: string;
  lastsave: string;
  files: SaveFiles & { document: StoredFile };
};

/** The name of a save's folder. `_` sorts after the `/` that follows the name of the first save. */
export function folderOf({ lastsave, saveNumber }: Pick<Save, 'lastsave' | 'saveNumber'>): string {
  return saveNumber === undefined ? lastsave : `${lastsave}_${String(saveNumber).padStart(2, '0')}`;
}

export type SaveStatus = CallbackSaveStatus | 'forgotten';

/** The record of a save whose files are stored and whose event is published. */
export type SavedDocument = Save & {
  status: SaveStatus;
  files: SaveFiles;
  /** From the callback that was seen last; a result that Docs sends again may have an older one. */
  userdata?: string;
  /** When a callback of this save was last seen, RFC 3339. */
  seenAt: string;
  /** When the record expires, in seconds since 1970. */
  expiresAt: number;
};

export type SaveName = Save & { status: SaveStatus };

/** How many saves of each status `findSaves` reads. */
const NEWEST = 10;
const SAVED: SavedStatus[] = ['force-saved', 'saved'];

const saveKey = ({ tenant, key, status, ...save }: SaveName) => ({
  pk: documentKey(tenant, key),
  sk: `SAVE#${status}#${folderOf(save)}`,
});
export const documentKey = (tenant: string, key: string) =>
  `DOCUMENT#${tenant}#${documentFolder(key)}`;

/** The current record; undefined while the save is not stored. */
export async function findSave(table: Table, save: SaveName): Promise<SavedDocument | undefined> {
  const item = await getItem(table, saveKey(save));
  return item && withoutKeys(item);
}

/**
 * The forced and final saves of a document that were seen since a time, among the newest ten of each.
 *
 * @param seenSince in milliseconds since 1970
 */
export async function findSaves(
  table: Table,
  tenant: string,
  key: string,
  seenSince: number,
): Promise<SavedDocument[]> {
  const newest = await Promise.all(SAVED.map((status) => newestOf(table, tenant, key, status)));
  return newest.flat().filter(({ seenAt }) => Date.parse(seenAt) >= seenSince);
}

/** Writes the record of a save unless there is one: the first record is the one that was published. */
export async function recordSave(table: Table, save: SavedDocument): Promise<void> {
  await putIfAbsent(table, { ...saveKey(save), ...save });
}

/** Records when a callback of a save was last seen, and its `userdata`, unless a later time is recorded. */
export async function recordSeen(
  table: Table,
  save: SaveName,
  { seenAt, userdata }: Pick<SavedDocument, 'seenAt' | 'userdata'>,
): Promise<void> {
  const changed = userdata === undefined ? remove('userdata') : set('userdata', userdata);
  await changeIf(
    table,
    saveKey(save),
    [set('seenAt', seenAt), changed],
    [isLessThan('seenAt', seenAt)],
  );
}

async function newestOf(table: Table, tenant: string, key: string, status: SavedStatus) {
  const { items } = await queryPage(table, {
    key: [equals('pk', documentKey(tenant, key)), beginsWith('sk', `SAVE#${status}#`)],
    limit: NEWEST,
    descending: true,
    consistent: true,
  });
  return items.map(withoutKeys);
}

function withoutKeys({ pk, sk, ...save }: Item): SavedDocument {
  return save as SavedDocument;
}
