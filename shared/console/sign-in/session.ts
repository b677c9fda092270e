import type { Settings } from '../settings.ts';
import { takeFragmentToken } from './fragment-token.ts';

/** A reader who has signed in. Tokens are in memory alone: a reload of the page signs out. */
export type Session = {
  /** The option `token` of the client. The promise waits while the reader signs in again. */
  token(need: { fresh: boolean }): Promise<string>;
  /**
   * Calls the listener when the token has expired and the reader must act. The page stays as it is, and
   * requests wait for the new token.
   */
  onExpired(listener: (expired: Expired) => void): void;
};

export type Expired = {
  /** Opens a window of the issuer; call it in the handler of a click. Null on the local stack. */
  signInAgain: (() => Promise<void>) | null;
};

export type Entry =
  | { is: 'signed-in'; session: Session }
  | {
      is: 'signed-out';
      /** Why signing in failed, in a sentence; null if it was not tried. */
      problem: string | null;
      /** Leaves the page for the issuer. Null on the local stack, whose printed address brings the token. */
      signIn: (() => Promise<void>) | null;
    };

/** Reads from the address of the page whether the reader has signed in. Call it once, before anything else. */
export async function enter({ local }: Settings): Promise<Entry> {
  const token = takeFragmentToken();
  if (local && token) return { is: 'signed-in', session: fixedSession(token) };
  return { is: 'signed-out', problem: null, signIn: null };
}

/** A session with one token, which cannot be replaced. */
function fixedSession(token: string): Session {
  const listeners: ((expired: Expired) => void)[] = [];
  return {
    async token({ fresh }) {
      if (!fresh) return token;
      for (const listener of listeners) listener({ signInAgain: null });
      return new Promise(() => {}); // until the reader opens the address anew
    },
    onExpired: (listener) => void listeners.push(listener),
  };
}
