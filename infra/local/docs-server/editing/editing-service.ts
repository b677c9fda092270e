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
import { type Office, tellStanding } from './document-store.ts';
import { saveFinally } from './final-save.ts';
import { forceSave } from './forced-save.ts';

/** How somebody opens a document, as an editor's configuration says it. */
export type Opening = {
  /** 1 to 128 of `0-9 A-Z a-z . _ = -`. */
  key: string;
  user: User;
  callbackUrl?: string;
  /** The suffix of the document; docx unless said otherwise. */
  type?: string;
  /** What the document says at first, a line a paragraph. */
  text?: string;
  /** Where this browser finds Docs; the beginning of links in callbacks. */
  origin: string;
  ignoresDrop?: boolean;
};

const KEY = /^[0-9A-Za-z._=-]{1,128}$/;

export type Editing = ReturnType<typeof editingService>;

/** What browsers do with documents, and what Docs does when they do. */
export function editingService(office: Office) {
  const { documents, forgotten, timing } = office;
  const underWay = new Set<Promise<void>>();

  async function opened(opening: Opening): Promise<Document> {
    const { key, type = 'docx', text } = opening;
    if (!KEY.test(key)) throw new Error(`"${key}" is no key that an editor opens`);
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
      turn: 0,
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

  /** After its final save a document can only be looked at for some minutes. */
  const isExpired = ({ state, stateSince, editors }: Document) =>
    state === 'handing over' &&
    editors.length === 0 &&
    Date.now() - stateSince >= timing.reopenAfterMs;

  /** Somebody opens a document; ends when the callback URL was told. */
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
      await tellStanding(office, document, url, { actions: [{ type: 1, userid: user.id }] });
    }
    return editor;
  }

  function edit(key: string, userId: string, text: string) {
    const { document, editor } = editorIn(key, userId);
    const change = changeBy(editor, text);
    document.forced = unsaved(change, document.changes.push(change));
  }

  /** Somebody presses the button, sends a form, or the timer strikes. */
  async function save(key: string, userId: string, by: ForcedBy, form?: unknown) {
    const { document, editor } = editorIn(key, userId);
    const author = by === 2 ? undefined : editor;
    return await forceSave(office, document, { by, author, form });
  }

  /**
   * Somebody leaves; ends when the callback URL was told, or when the final save has begun.
   *
   * @param onPurpose he closed the editor, so that Docs need not wait for his return
   */
  async function leave(key: string, userId: string, { onPurpose = false } = {}): Promise<void> {
    const { document, editor } = editorIn(key, userId);
    document.editors.splice(document.editors.indexOf(editor), 1);
    if (editor.view) return;
    const isLast = editorsOf(document).length === 0;
    const hasNews = document.changes.length > 0 || (await forgotten.find(key)) !== undefined;
    if (isLast && hasNews && document.callbacks.length > 0) {
      const delayMs = onPurpose ? 0 : timing.saveDelayMs;
      return track(saveFinally(office, document, editor, delayMs));
    }
    const url = callbackUrlOf(document, editor.index);
    const actions = [{ type: 0 as const, userid: editor.id }];
    if (url !== undefined) await tellStanding(office, document, url, { actions });
    if (isLast) document.forced = undefined;
  }

  /** Told to go by a command: their browsers close the editor, if they obey. */
  function drop({ key }: Document, editors: Editor[]) {
    for (const { id, view, ignoresDrop } of editors) {
      if (!view && !ignoresDrop) track(leave(key, id, { onPurpose: true }));
    }
  }

  function track(work: Promise<void>) {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
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
    /** Ends when no final save is under way. */
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
