import type { Timing } from '../timing.ts';
import type { Callback, Callbacks, ForcedBy } from './callback-sender.ts';
import type { Message } from './document.ts';
import type { Office } from './document-store.ts';
import type { Editing, Opening } from './editing-service.ts';

export type DeskOpening = Omit<Opening, 'origin'> & { origin?: string };

/** Which callbacks are meant: those that agree with all that is said. */
export type CallbackFilter = {
  key?: string;
  status?: number;
  attempt?: number;
  /** Whether the receiver said that all is well. */
  taken?: boolean;
  /** Leaves out so many of those that fit. */
  skip?: number;
};

/** What can be done with documents from outside, each by one call with plain values. */
export type Desk = {
  join(opening: DeskOpening): Promise<void>;
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

/** @param origin where browsers find Docs, unless they say something else */
export function openDesk(office: Office, editing: Editing, origin: string): Desk {
  const { documents, callbacks, timing } = office;

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
  const fits = (callback: Callback) =>
    (status === undefined || callback.status === status) &&
    (attempt === undefined || callback.attempt === attempt) &&
    (taken === undefined || callback.taken === taken);
  return callbacks.list(key).filter(fits).slice(skip);
}
