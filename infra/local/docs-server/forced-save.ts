import { writeFile } from 'node:fs/promises';
import type { CallbackFields, ForcedBy } from './callbacks.ts';
import {
  callbackUrlOf,
  type Document,
  type Editor,
  type ForcedSave,
  wholeSecond,
} from './document.ts';
import { filesOf, linkOf, type Office } from './office.ts';
import type { Making } from './save.ts';

export type ForcedRequest = {
  by: ForcedBy;
  /** Who pressed the button or sent the form. */
  author?: Editor;
  userdata?: string;
  /** What stood in a form; only with `by` 3. */
  form?: unknown;
};

export type ForcedOutcome =
  | { outcome: 'nothing to save' }
  | { outcome: 'sent again' }
  /** `done` ends when the callback was answered, or when there will be none. */
  | { outcome: 'started'; done: Promise<void> };

export const FORM = 3;

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
  if (isForm) document.forced ??= { time: wholeSecond(), index: 0, started: false, ended: false };
  const { forced } = document;
  if (!forced || (forced.ended && !isForm)) return { outcome: 'nothing to save' };
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
  const made = await office.saves.make(document, forced.index, signal);
  if (made.outcome === 'lost') forced.started = false;
  if (signal.aborted || made.outcome === 'lost') return;
  if ('saved' in made) {
    made.saved.userdata = request.userdata;
    if (request.by === FORM) {
      const file = office.results.fileAt(`data/${made.saved.folder}/formsdata.json`);
      await writeFile(file, JSON.stringify(request.form ?? []));
    }
  }
  await handOver(office, task, made);
}

async function handOver(office: Office, task: Task, made: Making): Promise<void> {
  const { document, forced, request } = task;
  const author = document.changes[forced.index - 1]?.author ?? request.author;
  // After the final save has begun nobody is told any more.
  if (document.state !== 'open' || !author) return;
  const url = callbackUrlOf(document, (request.author ?? author).index) ?? '';
  const fields = fieldsOf(office, task, author, made);
  const { taken } = await office.callbacks.send(url, fields, { trims: true });
  if (document.forced !== forced) return; // there were changes meanwhile
  const ended = taken && made.outcome === 'ok' && request.by !== FORM;
  const cached = made.outcome === 'ok' && request.by !== FORM ? made.saved : undefined;
  Object.assign(forced, { started: ended, ended, cached });
}

function fieldsOf(
  office: Office,
  { document, forced, request }: Task,
  lastAuthor: Editor,
  made: Making,
): CallbackFields {
  const saved = 'saved' in made ? made.saved : undefined;
  const { url, changesurl, history, filetype } = saved ? filesOf(office, document, saved) : {};
  const { by, author, userdata } = request;
  const form = saved && by === FORM ? `data/${saved.folder}/formsdata.json` : undefined;
  return {
    key: document.key,
    status: made.outcome === 'ok' ? 6 : 7,
    url,
    changesurl,
    history,
    users: [lastAuthor.id],
    actions: author && [{ type: 2, userid: author.id }],
    userdata: saved ? saved.userdata : userdata,
    lastsave: new Date(forced.time).toISOString(),
    forcesavetype: by,
    encrypted: saved?.encrypted,
    formsdataurl: form && linkOf(office, document, form),
    filetype,
  };
}
