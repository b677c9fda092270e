import type { Timing } from '../timing.ts';
import type { Callback, Callbacks, ForcedBy } from './callback-sender.ts';
import type { Message } from './document.ts';
import type { DocumentStore } from './document-store.ts';
import type { Editing, Opening } from './editing-service.ts';

export type JoinRequest = Omit<Opening, 'origin'> & { origin?: string };

/** Selects the callbacks that match all given fields. */
export type CallbackFilter = {
  key?: string;
  status?: number;
  attempt?: number;
  /** Whether the answer was a success. */
  taken?: boolean;
  /** Skips so many of the matching callbacks. */
  skip?: number;
};

/**
 * What tests can do with documents. All arguments and results are plain values, so that other
 * processes can call it.
 */
export type SessionApi = {
  join(opening: JoinRequest): Promise<void>;
  edit(key: string, user: string, text: string): Promise<void>;
  save(key: string, user: string, by: ForcedBy, form?: unknown): Promise<Callback | null>;
  leave(key: string, user: string, onPurpose: boolean): Promise<void>;
  close(key: string): Promise<void>;
  settled(): Promise<void>;
  messages(key: string): Promise<Message[]>;
  callbacks(filter: CallbackFilter): Promise<Callback[]>;
  callback(filter: CallbackFilter): Promise<Callback>;
  setTiming(timing: Partial<Timing>): Promise<void>;
};

/** @param origin by which browsers reach Docs, if a request does not name another */
export function openSessionApi(store: DocumentStore, editing: Editing, origin: string): SessionApi {
  const { documents, callbacks, timing } = store;

  return {
    join: async (opening) => void (await editing.join({ origin, ...opening })),
    edit: async (key, user, text) => editing.edit(key, user, text),
    async save(key, user, by, form) {
      const before = callbacks.list(key).length;
      const started = await editing.save(key, user, by, form);
      if (started.outcome === 'started') await started.done;
      return callbacks.list(key).slice(before).findLast(isForced) ?? null;
    },
    leave: (key, user, onPurpose) => editing.leave(key, user, { onPurpose }),
    async close(key) {
      for (const { id } of [...(documents.get(key)?.editors ?? [])]) {
        await editing.leave(key, id, { onPurpose: true });
      }
      await editing.settled();
    },
    settled: editing.settled,
    messages: async (key) => structuredClone(documents.get(key)?.messages ?? []),
    callbacks: async (filter) => matching(callbacks, filter),
    async callback(filter) {
      await callbacks.until(() => matching(callbacks, filter).some(isAnswered));
      return matching(callbacks, filter).find(isAnswered) as Callback;
    },
    setTiming: async (changed) => void Object.assign(timing, changed),
  };
}

const isForced = ({ status }: Callback) => status === 6 || status === 7;

const isAnswered = ({ endedAt }: Callback) => endedAt !== undefined;

function matching(callbacks: Callbacks, { key, status, attempt, taken, skip }: CallbackFilter) {
  const matches = (callback: Callback) =>
    (status === undefined || callback.status === status) &&
    (attempt === undefined || callback.attempt === attempt) &&
    (taken === undefined || callback.taken === taken);
  return callbacks.list(key).filter(matches).slice(skip);
}
