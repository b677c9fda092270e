export type User = { id: string; name?: string };

/** A user who has a document open. A user with two windows is two editors. */
export type Editor = {
  id: string;
  name: string;
  /** The number of this opening of the document; the editor's callback URL has the same. */
  index: number;
  /** Read-only, because the document was opened during or shortly after its final save. */
  view: boolean;
  /** Stays when the command `drop` names it, as a modified client can. */
  ignoresDrop: boolean;
};

export type Change = {
  author: Editor;
  text: string;
  /** In milliseconds since 1970, rounded down to seconds. */
  at: number;
};

/** The files of one save, in a folder below `data`. */
export type Saved = {
  /** `<document key>_<one to four digits>` */
  folder: string;
  /** The file extension of the document, which is `output.<type>`. */
  type: string;
  history: object;
  /** From the request of the save; repeated if the save is sent again. */
  userdata?: string;
  /** Only set, to false, in a save that is sent again. */
  encrypted?: boolean;
  /** The text of the document now, by paragraphs. */
  lines: string[];
};

/** The forced save of a document in the state after its latest change. */
export type ForcedSave = {
  /** The latest change; an empty one by the sender of a form, if the form was not changed. */
  latest: Change;
  /** How many changes the document had. */
  index: number;
  started: boolean;
  ended: boolean;
  /** The saved files, if the receiver of the callback did not accept them. */
  cached?: Saved;
  /** The save failed: Docs then answers 3 to each further forced save, until the next change. */
  broken?: boolean;
};

/** A message that a command sent to the editors. */
export type Message = { type: 'drop'; users: string[] } | { type: 'meta'; meta: unknown };

/** The state of a document that has been opened. */
export type Document = {
  key: string;
  /** The extension of its files. */
  type: string;
  /**
   * The origin by which the last browser that opened it reached Docs; links in callbacks begin with
   * it.
   */
  origin: string;
  /**
   * `saving`: the last editor has left. `handing over`: the final save is being sent, or was
   * accepted at most some minutes ago.
   */
  state: 'open' | 'saving' | 'handing over';
  /** In milliseconds since 1970. */
  stateSince: number;
  /** How many states it has had. */
  stateNumber: number;
  /** Its text when it was opened, by paragraphs. */
  lines: string[];
  changes: Change[];
  editors: Editor[];
  callbacks: { index: number; url: string }[];
  /** How often it has been opened. */
  openings: number;
  forced?: ForcedSave;
  /** Whether it was opened from its forgotten file. */
  fromForgotten: boolean;
  /** The status of the undocumented command `saved`. */
  savedStatus?: unknown;
  messages: Message[];
};

/** The ids of the users who can edit, each once. */
export function editorsOf({ editors }: Document): string[] {
  return [...new Set(editors.filter(({ view }) => !view).map(({ id }) => id))];
}

/** The callback URL of the opening with the number `index`; the newest if there is none. */
export function callbackUrlOf({ callbacks }: Document, index?: number): string | undefined {
  const own = callbacks.find((callback) => callback.index === index);
  return (own ?? callbacks.at(-1))?.url;
}

export function enterState(document: Document, state: Document['state']) {
  document.state = state;
  document.stateSince = Date.now();
  document.stateNumber++;
}

/**
 * A change made now. As in Docs' database, its time has no milliseconds: two changes may have the
 * same.
 */
export const changeBy = (author: Editor, text: string): Change => ({
  author,
  text,
  at: Math.floor(Date.now() / 1000) * 1000,
});

/** A forced save that has not been requested yet. */
export const unsaved = (latest: Change, index: number): ForcedSave => ({
  latest,
  index,
  started: false,
  ended: false,
});
