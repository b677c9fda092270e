import type { Callback, ForcedBy } from './callback-sender.ts';
import type { Message, User } from './document.ts';
import type { CallbackFilter, Desk } from './session-api.ts';

/** How a test opens a document. */
export type SessionOptions = {
  /** 1 to 128 of `0-9 A-Z a-z . _ = -`. */
  key: string;
  /** Without one Docs tells nobody, and keeps nothing. */
  callbackUrl?: string;
  /** The suffix of the document; docx unless said otherwise. */
  type?: string;
  /** Who opens it at once, one after another; ids or ids with names. */
  users?: (string | User)[];
  /** What the document says at first, a line a paragraph. */
  text?: string;
  /** Where the users' browsers find Docs, the beginning of links in callbacks; else as Docs itself says. */
  origin?: string;
  /** The users ignore it when a command drops them; else their editors close. */
  ignoresDrop?: boolean;
};

export type JoinOptions = Pick<SessionOptions, 'callbackUrl' | 'origin' | 'ignoresDrop'>;

/** An open document, seen from its users' side. */
export type Session = {
  key: string;
  /** Somebody opens it too; ends when the callback URL was told. */
  join(user: string | User, options?: JoinOptions): Promise<void>;
  /** A user writes a paragraph. Nobody is told of it. */
  edit(user: string, text: string): Promise<void>;
  /**
   * A user presses save (1), the timer strikes (2), a form is sent (3); ends with the callback, or with
   * null where there is none.
   */
  save(user: string, by?: ForcedBy, form?: unknown): Promise<Callback | null>;
  /** A user's connection ends; on purpose, when he closed the editor. After the last, see `settled`. */
  leave(user: string, options?: { onPurpose?: boolean }): Promise<void>;
  /** All leave on purpose; ends when all was handed over, or forgotten. */
  close(): Promise<void>;
  /** Ends when no final save of this Docs is under way. */
  settled(): Promise<void>;
  /** What the commands `drop` and `meta` told the editors. */
  messages(): Promise<Message[]>;
  /** The callbacks of this key so far, also those of earlier sessions, oldest first. */
  callbacks(): Promise<Callback[]>;
  /** The first answered callback of this key that fits, be it past or still to come. */
  callback(filter?: CallbackFilter): Promise<Callback>;
};

/** Opens a document for its first users, who come one after another. */
export async function openSession(desk: Desk, options: SessionOptions): Promise<Session> {
  const { key, users = [], ...opening } = options;
  const join = async (user: string | User, changed: JoinOptions = {}) => {
    const someone = typeof user === 'string' ? { id: user } : user;
    await desk.join({ key, ...opening, ...changed, user: someone });
  };
  for (const user of users) await join(user);
  return {
    key,
    join,
    edit: (user, text) => desk.edit(key, user, text),
    save: (user, by = 1, form) => desk.save(key, user, by, form),
    leave: (user, { onPurpose = false } = {}) => desk.leave(key, user, onPurpose),
    close: () => desk.close(key),
    settled: desk.settled,
    messages: () => desk.messages(key),
    callbacks: () => desk.callbacks({ key }),
    callback: (filter) => desk.callback({ ...filter, key }),
  };
}
