import type { Callback, ForcedBy } from './callback-sender.ts';
import type { Message, User } from './document.ts';
import type { CallbackFilter, SessionApi } from './session-api.ts';

/** How a test opens a document. */
export type SessionOptions = {
  /** 1 to 240 of `0-9 A-Z a-z . _ = -`. */
  key: string;
  /** Without one, Docs sends no callbacks and saves nothing. */
  callbackUrl?: string;
  /** The extension of the document; `docx` by default. */
  type?: string;
  /** The users who open it first, in this order: ids, or ids with names. */
  users?: (string | User)[];
  /** The text of a new document; each line is a paragraph. */
  text?: string;
  /**
   * The origin by which the users' browsers reach Docs; links in callbacks begin with it. By
   * default Docs' own.
   */
  origin?: string;
  /** Whether the users stay when the command `drop` names them; by default their editors close. */
  ignoresDrop?: boolean;
};

export type JoinOptions = Pick<SessionOptions, 'callbackUrl' | 'origin' | 'ignoresDrop'>;

/** An open document and what its users can do. */
export type Session = {
  key: string;
  /** Another user opens it; resolves once the callback with status 1 was answered. */
  join(user: string | User, options?: JoinOptions): Promise<void>;
  /** A user writes a paragraph. Docs sends no callback for it. */
  edit(user: string, text: string): Promise<void>;
  /**
   * A user presses the save button (1), the save timer runs out (2), or a user sends a form (3).
   *
   * @returns the answered callback, or null if there was none
   */
  save(user: string, by?: ForcedBy, form?: unknown): Promise<Callback | null>;
  /**
   * A user's connection ends; `onPurpose` if the user closed the editor. After the last one, see
   * `settled`.
   */
  leave(user: string, options?: { onPurpose?: boolean }): Promise<void>;
  /**
   * All users leave on purpose; resolves once the final save was accepted or its file is forgotten.
   */
  close(): Promise<void>;
  /** Resolves once no final save of this Docs is running. */
  settled(): Promise<void>;
  /** The messages that the commands `drop` and `meta` sent to the editors. */
  messages(): Promise<Message[]>;
  /** All callbacks of this key so far, including earlier sessions, oldest first. */
  callbacks(): Promise<Callback[]>;
  /** The first answered callback of this key that matches; waits for it if there is none yet. */
  callback(filter?: CallbackFilter): Promise<Callback>;
};

/** Opens a document for its first users, one after another. */
export async function openSession(
  sessionApi: SessionApi,
  options: SessionOptions,
): Promise<Session> {
  const { key, users = [], ...opening } = options;
  const join = async (user: string | User, changed: JoinOptions = {}) => {
    const identity = typeof user === 'string' ? { id: user } : user;
    await sessionApi.join({ key, ...opening, ...changed, user: identity });
  };
  for (const user of users) await join(user);
  return {
    key,
    join,
    edit: (user, text) => sessionApi.edit(key, user, text),
    save: (user, by = 1, form) => sessionApi.save(key, user, by, form),
    leave: (user, { onPurpose = false } = {}) => sessionApi.leave(key, user, onPurpose),
    close: () => sessionApi.close(key),
    settled: sessionApi.settled,
    messages: () => sessionApi.messages(key),
    callbacks: () => sessionApi.callbacks({ key }),
    callback: (filter) => sessionApi.callback({ ...filter, key }),
  };
}
