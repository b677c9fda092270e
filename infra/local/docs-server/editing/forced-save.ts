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
import { filesOf, linkOf, type Office } from './document-store.ts';
import type { Making } from './save-maker.ts';

export type ForcedRequest = {
  by: ForcedBy;
  /** Who pressed the button or sent the form. */
  author?: Editor;
  userdata?: string;
  /** What stood in a form; only with `by` 3. */
  form?: unknown;
};

export type ForcedOutcome =
  | { outcome: 'nothing to save' | 'broken' }
  | { outcome: 'sent again' }
  /** `done` ends when the callback was answered, or when there will be none. */
  | { outcome: 'started'; done: Promise<void> };

/** The kind of save that hands a filled-in form over. */
const FORM = 3;

type Task = { document: Document; forced: ForcedSave; request: ForcedRequest };

/**
 * Saves a document that is still open. What was made but not taken is sent again as it was, with the
 * older `userdata`, before this ends; else the making is only begun.
 */
export async function forceSave(
  office: Office,
  document: Document,
  request: ForcedRequest,
): Promise<ForcedOutcome> {
  const isForm = request.by === FORM;
  // A form may be sent unchanged.
  if (isForm && request.author) document.forced ??= unsaved(changeBy(request.author, ''), 0);
  const { forced } = document;
  if (!forced || (forced.ended && !isForm)) return { outcome: 'nothing to save' };
  if (forced.broken) return { outcome: 'broken' };
  const task = { document, forced, request };
  if (forced.cached && !isForm) {
    const again = { ...forced.cached, encrypted: false };
    await handOver(office, task, { outcome: 'ok', saved: again });
    return { outcome: 'sent again' };
  }
  const isRunning = forced.started && !forced.ended;
  if (isRunning || document.callbacks.length === 0) return { outcome: 'nothing to save' };
  Object.assign(forced, { started: true, ended: false, cached: undefined });
  return { outcome: 'started', done: makeAndHandOver(office, task) };
}

async function makeAndHandOver(office: Office, task: Task): Promise<void> {
  const { document, forced, request } = task;
  const { signal } = office.callbacks;
  const changes = document.changes.slice(0, forced.index);
  const made = await office.saves.make(document, changes, signal, forced.latest);
  if (made.outcome === 'lost') forced.started = false;
  if (signal.aborted || made.outcome === 'lost') return;
  if ('saved' in made) {
    made.saved.userdata = request.userdata;
    if (request.form !== undefined) {
      const file = office.results.fileAt(formIn(made.saved));
      await writeFile(file, JSON.stringify(request.form));
    }
  }
  await handOver(office, task, made);
}

async function handOver(office: Office, task: Task, made: Making): Promise<void> {
  const { document, forced, request } = task;
  // After the final save has begun nobody is told any more.
  if (document.state !== 'open') return;
  const { index } = request.author ?? forced.latest.author;
  const url = callbackUrlOf(document, index) ?? '';
  const fields = fieldsOf(office, task, made);
  const { taken } = await office.callbacks.send(url, fields, { trims: true });
  if (document.forced !== forced) return; // there were changes meanwhile
  const ended = taken && made.outcome === 'ok' && request.by !== FORM;
  const cached = made.outcome === 'ok' && request.by !== FORM ? made.saved : undefined;
  Object.assign(forced, { started: ended, ended, cached, broken: made.outcome === 'failed' });
}

function fieldsOf(
  office: Office,
  { document, forced, request }: Task,
  made: Making,
): CallbackFields {
  const saved = 'saved' in made ? made.saved : undefined;
  const { url, changesurl, history, filetype } = saved ? filesOf(office, document, saved) : {};
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
    formsdataurl: saved && form !== undefined ? linkOf(office, document, formIn(saved)) : undefined,
    filetype,
  };
}

const formIn = ({ folder }: Saved) => `data/${folder}/formsdata.json`;
