import { setTimeout as sleep } from 'node:timers/promises';
import type { CallbackFields } from './callback-sender.ts';
import { callbackUrlOf, type Document, type Editor, editorsOf, enterState } from './document.ts';
import { type DocumentStore, filesOf } from './document-store.ts';
import type { Making } from './save-maker.ts';

/**
 * The final save, after the last editor has left a document with unsaved changes: after a delay
 * Docs makes the file and sends the callback in at most four attempts. If none is accepted, the
 * file becomes a forgotten file. Opening the document during this time cancels the final save.
 *
 * @param delayMs 0 if the editor was closed on purpose
 */
export async function saveFinally(
  store: DocumentStore,
  document: Document,
  leaver: Editor,
  delayMs: number,
): Promise<void> {
  if (document.state !== 'open') return;
  enterState(document, 'saving');
  const { stateNumber } = document;
  const { signal } = store.callbacks;
  const isCancelled = () => document.state !== 'saving' || document.stateNumber !== stateNumber;
  if (!(await pause(delayMs, signal)) || isCancelled()) return;
  const made = await store.saves.make(document, document.changes, signal);
  if (signal.aborted || made.outcome === 'lost') return;
  for (const [attempt, pauseMs] of [0, ...store.timing.retryMs].entries()) {
    if (!(await pause(pauseMs, signal)) || isCancelled() || editorsOf(document).length > 0) return;
    document.state = 'handing over';
    const fields = fieldsOf(store, document, leaver, made);
    const url = callbackUrlOf(document, lastAuthor(document, leaver).index) ?? '';
    const sent = await store.callbacks.send(url, fields, { trims: true, attempt: attempt + 1 });
    if (sent.taken && isApproved(document)) return await close(store, document);
    document.state = 'saving';
    if (!sent.retryable) break;
  }
  if (!signal.aborted) await forget(store, document, made);
}

function fieldsOf(
  store: DocumentStore,
  document: Document,
  leaver: Editor,
  made: Making,
): CallbackFields {
  const files = 'saved' in made ? filesOf(store, document, made.saved) : {};
  const { url, changesurl, history, filetype } = files;
  const { forced, key } = document;
  return {
    key,
    status: made.outcome === 'ok' ? 2 : 3,
    url,
    changesurl,
    history,
    users: [lastAuthor(document, leaver).id],
    actions: [{ type: 0, userid: leaver.id }],
    lastsave: new Date(forced?.latest.at ?? Date.now()).toISOString(),
    notmodified: forced?.ended ?? null,
    filetype,
  };
}

/** After an accepted final save: deletes the document's changes and its forgotten file. */
async function close({ forgotten, documents }: DocumentStore, document: Document) {
  enterState(document, 'handing over');
  if (document.fromForgotten) documents.delete(document.key);
  Object.assign(document, { changes: [], forced: undefined });
  await forgotten.remove(document.key);
}

/**
 * After a rejected final save: a saved file becomes a forgotten file; without one the changes stay.
 */
async function forget(
  { forgotten, results, documents }: DocumentStore,
  document: Document,
  made: Making,
) {
  if (!('saved' in made)) {
    enterState(document, 'saving');
    return;
  }
  const { folder, type, lines } = made.saved;
  await forgotten.keep(document.key, results.fileAt(`data/${folder}/output.${type}`), lines);
  documents.delete(document.key);
}

/**
 * The user that Docs names in the callback: of the latest change or, without changes, who left
 * last.
 */
const lastAuthor = (document: Document, leaver: Editor) =>
  document.changes.at(-1)?.author ?? leaver;

/** The undocumented command `saved`, sent before the answer, overrides a successful answer. */
function isApproved(document: Document): boolean {
  const { savedStatus } = document;
  document.savedStatus = undefined;
  return savedStatus === undefined || savedStatus === '1';
}

/** @returns false if Docs was stopped during the pause */
const pause = (ms: number, signal: AbortSignal) => sleep(ms, true, { signal }).catch(() => false);
