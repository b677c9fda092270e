import type { ServedFiles } from '../http/served-files.ts';
import type { Timing } from '../timing.ts';
import type { CallbackFields, Callbacks } from './callback-sender.ts';
import { type Document, editorsOf, type Saved } from './document.ts';
import type { Forgotten } from './forgotten-files.ts';
import type { Saves } from './save-maker.ts';

/** The open documents and what is needed to save them. */
export type DocumentStore = {
  documents: Map<string, Document>;
  callbacks: Callbacks;
  saves: Saves;
  forgotten: Forgotten;
  results: ServedFiles;
  timing: Timing;
};

export type StatusFields = Pick<CallbackFields, 'actions' | 'userdata'>;

/**
 * Sends the callback with status 1 (being edited) or 4 (closed without changes). Its answer is
 * ignored.
 *
 * @returns the ids of the users who edit the document
 */
export async function sendStatusCallback(
  { callbacks }: DocumentStore,
  document: Document,
  url: string,
  { actions, userdata, closed = false }: StatusFields & { closed?: boolean },
): Promise<string[]> {
  const users = editorsOf(document);
  const isClosed = users.length === 0 && (closed || document.changes.length === 0);
  const fields: CallbackFields = {
    key: document.key,
    status: isClosed ? 4 : 1,
    users: isClosed ? undefined : users,
    actions,
    userdata,
  };
  await callbacks.send(url, fields);
  return isClosed ? [] : users;
}

/** The fields of a callback about the files of a save, with new links. */
export function filesOf(
  store: DocumentStore,
  document: Document,
  { folder, type, history }: Saved,
): Pick<CallbackFields, 'url' | 'changesurl' | 'history' | 'filetype'> {
  const link = (name: string) => linkOf(store, document, `data/${folder}/${name}`);
  const url = link(`output.${type}`);
  // For a document opened from its forgotten file, Docs sends no changes and an empty history.
  if (document.fromForgotten) return { url, history: {}, filetype: type };
  return { url, changesurl: link('changes.zip'), history, filetype: type };
}

/** A link for a callback: it begins with the origin that the browser used, not the receiver's. */
export const linkOf = ({ results }: DocumentStore, { origin, key }: Document, file: string) =>
  results.link(origin, file, key);
