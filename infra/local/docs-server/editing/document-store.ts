import type { Results } from '../http/served-files.ts';
import type { Timing } from '../timing.ts';
import type { CallbackFields, Callbacks } from './callback-sender.ts';
import { type Document, editorsOf, type Saved } from './document.ts';
import type { Forgotten } from './forgotten-files.ts';
import type { Saves } from './save-maker.ts';

/** What is needed to work on documents. */
export type Office = {
  documents: Map<string, Document>;
  callbacks: Callbacks;
  saves: Saves;
  forgotten: Forgotten;
  results: Results;
  timing: Timing;
};

export type News = Pick<CallbackFields, 'actions' | 'userdata'>;

/**
 * Tells a callback URL how a document stands: 1 edited, 4 closed.
 *
 * @returns who edits it; nobody waits for the receiver's consent
 */
export async function tellStanding(
  { callbacks }: Office,
  document: Document,
  url: string,
  { actions, userdata, closed = false }: News & { closed?: boolean },
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

/** What a callback says of the files of a save, linked anew each time. */
export function filesOf(
  office: Office,
  document: Document,
  { folder, type, history }: Saved,
): Pick<CallbackFields, 'url' | 'changesurl' | 'history' | 'filetype'> {
  const link = (name: string) => linkOf(office, document, `data/${folder}/${name}`);
  const url = link(`output.${type}`);
  // What changed since a forgotten file is told is unknown: nobody has what it was before.
  if (document.fromForgotten) return { url, history: {}, filetype: type };
  return { url, changesurl: link('changes.zip'), history, filetype: type };
}

/** A link as it goes into a callback: its origin is the browser's, not that of whoever receives it. */
export const linkOf = ({ results }: Office, { origin, key }: Document, file: string) =>
  results.link(origin, file, key);
