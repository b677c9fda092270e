import { setTimeout as sleep } from 'node:timers/promises';
import type { CallbackFields } from './callback-sender.ts';
import { callbackUrlOf, type Document, type Editor, editorsOf, enterState } from './document.ts';
import { filesOf, type Office } from './document-store.ts';
import type { Making } from './save-maker.ts';

/**
 * What happens when the last editor has left a document that has something to save: after a while its
 * file is made and handed over, at most four times; what nobody takes is kept as forgotten. Whoever
 * opens the document meanwhile puts an end to it.
 *
 * @param delayMs nothing where the editor was closed on purpose
 */
export async function saveFinally(
  office: Office,
  document: Document,
  leaver: Editor,
  delayMs: number,
): Promise<void> {
  if (document.state !== 'open') return;
  enterState(document, 'saving');
  const { turn } = document;
  const { signal } = office.callbacks;
  const isOver = () => document.state !== 'saving' || document.turn !== turn;
  if (!(await rest(delayMs, signal)) || isOver()) return;
  const made = await office.saves.make(document, document.changes, signal);
  if (signal.aborted || made.outcome === 'lost') return;
  for (const [attempt, pauseMs] of [0, ...office.timing.retryMs].entries()) {
    if (!(await rest(pauseMs, signal)) || isOver() || editorsOf(document).length > 0) return;
    document.state = 'handing over';
    const fields = fieldsOf(office, document, leaver, made);
    const url = callbackUrlOf(document, lastAuthor(document, leaver).index) ?? '';
    const sent = await office.callbacks.send(url, fields, { trims: true, attempt: attempt + 1 });
    if (sent.taken && isApproved(document)) return await close(office, document);
    document.state = 'saving';
    if (!sent.retryable) break;
  }
  if (!signal.aborted) await forget(office, document, made);
}

function fieldsOf(
  office: Office,
  document: Document,
  leaver: Editor,
  made: Making,
): CallbackFields {
  const files = 'saved' in made ? filesOf(office, document, made.saved) : {};
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

/** Handed over: its changes are gone, and what was forgotten of it earlier, with all that came of that. */
async function close({ forgotten, documents }: Office, document: Document) {
  enterState(document, 'handing over');
  if (document.fromForgotten) documents.delete(document.key);
  Object.assign(document, { changes: [], forced: undefined });
  await forgotten.remove(document.key);
}

/** A file is kept and the document unknown from now on; where there is none, the changes are kept. */
async function forget({ forgotten, results, documents }: Office, document: Document, made: Making) {
  if (!('saved' in made)) {
    enterState(document, 'saving');
    return;
  }
  const { folder, type, lines } = made.saved;
  await forgotten.keep(document.key, results.fileAt(`data/${folder}/output.${type}`), lines);
  documents.delete(document.key);
}

/** Docs signs with the name of the one who changed it last; without changes, with the leaver's. */
const lastAuthor = (document: Document, leaver: Editor) =>
  document.changes.at(-1)?.author ?? leaver;

/** The undocumented command `saved`, sent meanwhile, has the last word. */
function isApproved(document: Document): boolean {
  const { verdict } = document;
  document.verdict = undefined;
  return verdict === undefined || verdict === '1';
}

/** False when Docs stopped meanwhile. */
const rest = (ms: number, signal: AbortSignal) => sleep(ms, true, { signal }).catch(() => false);
