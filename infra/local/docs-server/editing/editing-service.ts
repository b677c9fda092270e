import type { ForcedBy } from './callback-sender.ts';
import {
  callbackUrlOf,
  changeBy,
  type Document,
  type Editor,
  editorsOf,
  enterState,
  type User,
  unsaved,
} from './document.ts';
import { type DocumentStore, sendStatusCallback } from './document-store.ts';
import { saveFinally } from './final-save.ts';
import { forceSave } from './forced-save.ts';

/** How a user opens a document; the fields of an editor's configuration. */
export type Opening = {
  /** 1 to 240 of `0-9 A-Z a-z . _ = -`. */
  key: string;
  user: User;
  callbackUrl?: string;
  /** The extension of the document; `docx` by default. */
  type?: string;
  /** The text of a new document; each line is a paragraph. */
  text?: string;
  /** The origin by which this browser reaches Docs; links in callbacks begin with it. */
  origin: string;
  ignoresDrop?: boolean;
};

/** The longest key that Docs expects: it adds to it for the folder of a save. */
const KEY = /^[0-9A-Za-z._=-]{1,240}$/;

export type Editing = ReturnType<typeof editingService>;

/** What users do with documents, and the callbacks and saves that result. */
export function editingService(store: DocumentStore) {
  const { documents, forgotten, timing } = store;
  const running = new Set<Promise<void>>();

  async function opened(opening: Opening): Promise<Document> {
    const { key, type = 'docx', text } = opening;
    if (!KEY.test(key)) throw new Error(`"${key}" is not a valid document key`);
    const known = documents.get(key);
    if (known && !isExpired(known)) return known;
    const fromForgotten = (await forgotten.find(key)) !== undefined;
    const lines = fromForgotten ? forgotten.linesOf(key) : (text?.split('\n') ?? []);
    const document: Document = {
      key,
      type,
      origin: opening.origin,
      state: 'open',
      stateSince: Date.now(),
      stateNumber: 0,
      lines,
      changes: [],
      editors: [],
      callbacks: [],
      openings: 0,
      fromForgotten,
      messages: [],
    };
    documents.set(key, document);
    return document;
  }

  /** After its final save a document is read-only for some minutes. */
  const isExpired = ({ state, stateSince, editors }: Document) =>
    state === 'handing over' &&
    editors.length === 0 &&
    Date.now() - stateSince >= timing.reopenAfterMs;

  /** A user opens a document; resolves once the callback with status 1 was answered. */
  async function join(opening: Opening): Promise<Editor> {
    const document = await opened(opening);
    const { user, callbackUrl: url, origin, ignoresDrop = false } = opening;
    const index = ++document.openings;
    document.origin = origin;
    if (url !== undefined) document.callbacks.push({ index, url });
    const view = document.state === 'handing over';
    const name = user.name ?? user.id;
    const editor: Editor = { id: user.id, name, index, view, ignoresDrop };
    document.editors.push(editor);
    if (view) return editor;
    if (document.state === 'saving') enterState(document, 'open');
    if (url !== undefined) {
      await sendStatusCallback(store, document, url, { actions: [{ type: 1, userid: user.id }] });
    }
    return editor;
  }

  function edit(key: string, userId: string, text: string) {
    const { document, editor } = editorIn(key, userId);
    const change = changeBy(editor, text);
    document.forced = unsaved(change, document.changes.push(change));
  }

  /** A user presses the save button or sends a form, or the save timer runs out. */
  async function save(key: string, userId: string, by: ForcedBy, form?: unknown) {
    const { document, editor } = editorIn(key, userId);
    const author = by === 2 ? undefined : editor;
    return await forceSave(store, document, { by, author, form });
  }

  /**
   * A user leaves; resolves once the callback was answered, or when the final save has begun.
   *
   * @param onPurpose the user closed the editor, so Docs does not wait for a reconnection
   */
  async function leave(key: string, userId: string, { onPurpose = false } = {}): Promise<void> {
    const { document, editor } = editorIn(key, userId);
    document.editors.splice(document.editors.indexOf(editor), 1);
    if (editor.view) return;
    const isLast = editorsOf(document).length === 0;
    const hasUnsaved = document.changes.length > 0 || (await forgotten.find(key)) !== undefined;
    if (isLast && hasUnsaved && document.callbacks.length > 0) {
      const delayMs = onPurpose ? 0 : timing.saveDelayMs;
      return track(saveFinally(store, document, editor, delayMs));
    }
    const url = callbackUrlOf(document, editor.index);
    const actions = [{ type: 0 as const, userid: editor.id }];
    if (url !== undefined) await sendStatusCallback(store, document, url, { actions });
    if (isLast) document.forced = undefined;
  }

  /** The command `drop`: browsers close the editor, unless they ignore it. */
  function drop({ key }: Document, editors: Editor[]) {
    for (const { id, view, ignoresDrop } of editors) {
      if (!view && !ignoresDrop) track(leave(key, id, { onPurpose: true }));
    }
  }

  function track(work: Promise<void>) {
    running.add(work);
    void work.finally(() => running.delete(work));
  }

  function editorIn(key: string, userId: string) {
    const document = documents.get(key);
    const editor = document?.editors.find(({ id }) => id === userId);
    if (!document || !editor) throw new Error(`${userId} has not opened ${key}`);
    return { document, editor };
  }

  return {
    join,
    edit,
    save,
    leave,
    drop,
    /** Resolves once no final save is running. */
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
