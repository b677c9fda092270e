export type User = { id: string; name?: string };

/** Somebody in front of an open document. One person with two windows is two editors. */
export type Editor = {
  id: string;
  name: string;
  /** Counts every opening of this document; his callback URL is found by it. */
  index: number;
  /** Only looks on: Docs let him in while it was handing the document over. */
  view: boolean;
  /** Goes on when a command drops him, as a changed client may. */
  ignoresDrop: boolean;
};

export type Change = {
  author: Editor;
  text: string;
  /** In milliseconds since 1970, whole seconds. */
  at: number;
};

/** The files of one save, in a folder of the result store. */
export type Saved = {
  /** `<document key>_<up to four digits>` */
  folder: string;
  /** Of the document; `output.<type>`. */
  type: string;
  history: object;
  /** Said by whoever asked for the save; a re-sent one says it again. */
  userdata?: string;
  /** Only a save that is sent again says that it is not. */
  encrypted?: boolean;
  /** What the document says now, paragraph by paragraph. */
  lines: string[];
};

/** What can be saved by force: the state of the document after its latest change. */
export type ForcedSave = {
  /** What was changed last; nothing, by whoever sent a form that nobody had changed. */
  latest: Change;
  /** How many changes there were. */
  index: number;
  started: boolean;
  ended: boolean;
  /** Made, but not taken by the callback's receiver. */
  cached?: Saved;
  /** Could not be made: Docs trips over the missing file each time, until there is another change. */
  broken?: boolean;
};

/** What an editor's browser was told by a command. */
export type Message = { type: 'drop'; users: string[] } | { type: 'meta'; meta: unknown };

/** What Docs keeps of a document that somebody opened. */
export type Document = {
  key: string;
  /** The suffix of its files. */
  type: string;
  /** Where the last browser that opened it found Docs; links in callbacks begin with it. */
  origin: string;
  /** `saving`: the last editor has left; `handing over`: also for some minutes after it was taken. */
  state: 'open' | 'saving' | 'handing over';
  /** In milliseconds since 1970. */
  stateSince: number;
  /** Counts the states it has had. */
  turn: number;
  /** What it said when it was opened, paragraph by paragraph. */
  lines: string[];
  changes: Change[];
  editors: Editor[];
  callbacks: { index: number; url: string }[];
  /** How often it was opened. */
  openings: number;
  forced?: ForcedSave;
  /** It was opened from what Docs could not hand over earlier. */
  fromForgotten: boolean;
  /** What the undocumented command `saved` said. */
  verdict?: unknown;
  messages: Message[];
};

/** The ids of those who edit, each once. */
export function editorsOf({ editors }: Document): string[] {
  return [...new Set(editors.filter(({ view }) => !view).map(({ id }) => id))];
}

/** The callback URL of the one who opened it as the `index`-th; the newest where that is unknown. */
export function callbackUrlOf({ callbacks }: Document, index?: number): string | undefined {
  const own = callbacks.find((callback) => callback.index === index);
  return (own ?? callbacks.at(-1))?.url;
}

export function enterState(document: Document, state: Document['state']) {
  document.state = state;
  document.stateSince = Date.now();
  document.turn++;
}

/** What somebody changes now. Docs' database keeps no milliseconds: two changes may share their time. */
export const changeBy = (author: Editor, text: string): Change => ({
  author,
  text,
  at: Math.floor(Date.now() / 1000) * 1000,
});

/** What can be saved by force after a change, or before any. */
export const unsaved = (latest: Change, index: number): ForcedSave => ({
  latest,
  index,
  started: false,
  ended: false,
});
