import { documentFolder } from '../objects/keys.ts';
import type { StoredFile } from './builds.ts';
import { beginsWith, equals, isBelow, remove, set } from './expressions.ts';
import { changeIf, getItem, type Item, putIfAbsent, queryPage, type Table } from './table.ts';

/** One save of one document. */
export type Save = {
  tenant: string;
  /** Docs' key of the document. */
  key: string;
  /** RFC 3339; `sha256-…` for a forgotten file whose time nobody knows. */
  lastsave: string;
  /** Which it is of the saves with this status and `lastsave`, from 2 on; the first has none. */
  turn?: number;
};

/** What came with a save; null for what did not. */
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

/** The name of a save's folder. `_` sorts behind the `/` that ends the name of the first. */
export function folderOf({ lastsave, turn }: Pick<Save, 'lastsave' | 'turn'>): string {
  return turn === undefined ? lastsave : `${lastsave}_${String(turn).padStart(2, '0')}`;
}

/** Docs' own numbers; 2 and 6 bring a document, 3 and 7 could not. A forgotten file has none. */
export type SaveStatus = 2 | 3 | 6 | 7 | 'forgotten';

/** The record of a save that is kept and told of. */
export type SavedDocument = Save & {
  status: SaveStatus;
  files: SaveFiles;
  /** What the callback bore that was seen last; a result sent again may bear an older one. */
  userdata?: string;
  /** When its callback was seen last, RFC 3339. */
  seenAt: string;
  /** Seconds since 1970 at which the record goes. */
  expiresAt: number;
};

export type SaveName = Save & { status: SaveStatus };

/** Saves that are looked through for one that was seen lately. */
const NEWEST = 10;

const saveKey = ({ tenant, key, status, ...save }: SaveName) => ({
  pk: documentKey(tenant, key),
  sk: `SAVE#${status}#${folderOf(save)}`,
});
export const documentKey = (tenant: string, key: string) =>
  `DOCUMENT#${tenant}#${documentFolder(key)}`;

/** The record as it is now; undefined as long as the save is not kept. */
export async function findSave(table: Table, save: SaveName): Promise<SavedDocument | undefined> {
  const item = await getItem(table, saveKey(save));
  return item && withoutKeys(item);
}

/**
 * The saves of a document that callbacks told of (6 and 2), of each kind the newest ten, as far as they
 * were seen since then.
 *
 * @param seenSince in milliseconds since 1970
 */
export async function findSaves(
  table: Table,
  tenant: string,
  key: string,
  seenSince: number,
): Promise<SavedDocument[]> {
  const newest = await Promise.all([6, 2].map((status) => newestOf(table, tenant, key, status)));
  return newest.flat().filter(({ seenAt }) => Date.parse(seenAt) >= seenSince);
}

/** Writes the record of a save unless there is one: the first one was published. */
export async function recordSave(table: Table, save: SavedDocument): Promise<void> {
  await putIfAbsent(table, { ...saveKey(save), ...save });
}

/** Records that a save was seen again, and with which userdata, unless it was seen later still. */
export async function seeAgain(
  table: Table,
  save: SaveName,
  { seenAt, userdata }: Pick<SavedDocument, 'seenAt' | 'userdata'>,
): Promise<void> {
  const changed = userdata === undefined ? remove('userdata') : set('userdata', userdata);
  await changeIf(
    table,
    saveKey(save),
    [set('seenAt', seenAt), changed],
    [isBelow('seenAt', seenAt)],
  );
}

async function newestOf(table: Table, tenant: string, key: string, status: number) {
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
