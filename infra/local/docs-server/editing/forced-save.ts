import { writeFile } from 'node:fs/promises';
import type { CallbackFields, ForcedBy } from './callback-sender.ts';
import {
  callbackUrlOf,
  changeBy,
  type Document,
  type Editor,
  type ForcedSave,
  type Saved,
  unsaved,
} from './document.ts';
import { type DocumentStore, filesOf, linkOf } from './document-store.ts';
import type { Making } from './save-maker.ts';

export type ForcedRequest = {
  by: ForcedBy;
  /** The user who pressed the save button or sent the form. */
  author?: Editor;
  userdata?: string;
  /** The values of the form; only with `by` 3. */
  form?: unknown;
};

export type ForcedOutcome =
  | { outcome: 'nothing to save' | 'broken' }
  | { outcome: 'sent again' }
  /** `done` resolves once the callback was answered, or when there will be no callback. */
  | { outcome: 'started'; done: Promise<void> };

/** The type of a save that submits a form. */
const FORM = 3;

type Task = { document: Document; forced: ForcedSave; request: ForcedRequest };

/**
 * Saves a document that is still open. If the latest save was made but not accepted, it is sent
 * again unchanged, with its older `userdata`, before this resolves. Otherwise this only starts a
 * new save.
 */
export async function forceSave(
  store: DocumentStore,
  document: Document,
  request: ForcedRequest,
): Promise<ForcedOutcome> {
  const isForm = request.by === FORM;
  // A form can be sent without changes.
  if (isForm && request.author) document.forced ??= unsaved(changeBy(request.author, ''), 0);
  const { forced } = document;
  if (!forced || (forced.ended && !isForm)) return { outcome: 'nothing to save' };
  if (forced.broken) return { outcome: 'broken' };
  const task = { document, forced, request };
  if (forced.cached && !isForm) {
    const again = { ...forced.cached, encrypted: false };
    await handOver(store, task, { outcome: 'ok', saved: again });
    return { outcome: 'sent again' };
  }
  const isRunning = forced.started && !forced.ended;
  if (isRunning || document.callbacks.length === 0) return { outcome: 'nothing to save' };
  Object.assign(forced, { started: true, ended: false, cached: undefined });
  return { outcome: 'started', done: makeAndHandOver(store, task) };
}

async function makeAndHandOver(store: DocumentStore, task: Task): Promise<void> {
  const { document, forced, request } = task;
  const { signal } = store.callbacks;
  const changes = document.changes.slice(0, forced.index);
  const made = await store.saves.make(document, changes, signal, forced.latest);
  if (made.outcome === 'lost') forced.started = false;
  if (signal.aborted || made.outcome === 'lost') return;
  if ('saved' in made) {
    made.saved.userdata = request.userdata;
    if (request.form !== undefined) {
      const file = store.results.fileAt(formIn(made.saved));
      await writeFile(file, JSON.stringify(request.form));
    }
  }
  await handOver(store, task, made);
}

async function handOver(store: DocumentStore, task: Task, made: Making): Promise<void> {
  const { document, forced, request } = task;
  // Once the final save has begun, Docs sends no more callbacks of forced saves.
  if (document.state !== 'open') return;
  const { index } = request.author ?? forced.latest.author;
  const url = callbackUrlOf(document, index) ?? '';
  const fields = fieldsOf(store, task, made);
  const { taken } = await store.callbacks.send(url, fields, { trims: true });
  if (document.forced !== forced) return; // the document was changed in the meantime
  const ended = taken && made.outcome === 'ok' && request.by !== FORM;
  const cached = made.outcome === 'ok' && request.by !== FORM ? made.saved : undefined;
  Object.assign(forced, { started: ended, ended, cached, broken: made.outcome === 'failed' });
}

function fieldsOf(
  store: DocumentStore,
  { document, forced, request }: Task,
  made: Making,
): CallbackFields {
  const saved = 'saved' in made ? made.saved : undefined;
  const { url, changesurl, history, filetype } = saved ? filesOf(store, document, saved) : {};
  const { by, author, userdata, form } = request;
  return {
    key: document.key,
    status: made.outcome === 'ok' ? 6 : 7,
    url,
    changesurl,
    history,
    users: [forced.latest.author.id],
    actions: author && [{ type: 2, userid: author.id }],
    userdata: saved ? saved.userdata : userdata,
    lastsave: new Date(forced.latest.at).toISOString(),
    forcesavetype: by,
    encrypted: saved?.encrypted,
    formsdataurl: saved && form !== undefined ? linkOf(store, document, formIn(saved)) : undefined,
    filetype,
  };
}

const formIn = ({ folder }: Saved) => `data/${folder}/formsdata.json`;
