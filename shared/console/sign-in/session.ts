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
  /**
   * Opens a window of the issuer and resolves once the reader has signed in; call it in the handler of a
   * click, also a second time. Null on the local stack.
   *
   * @throws {Error} whose message says in a sentence why it failed
   */
  signInAgain: (() => Promise<void>) | null;
};

export type Entry =
  | { is: 'signed-in'; session: Session }
  | {
      is: 'signed-out';
      /** Why signing in failed, in a sentence; null if it was not tried. */
      problem: string | null;
      /**
       * Leaves the page for the issuer. Null on the local stack, whose printed address brings the token.
       *
       * @throws {Error} whose message says in a sentence why it failed
       */
      signIn: (() => Promise<void>) | null;
    };

/** Reads from the address of the page whether the reader has signed in. Call it once, before anything else. */
export async function enter(settings: Settings): Promise<Entry> {
  const token = takeFragmentToken();
  if (!settings.local) return (await import('./oidc-entry.ts')).enterByIssuer(settings);
  if (token) return { is: 'signed-in', session: sessionOf(token, null) };
  return { is: 'signed-out', problem: null, signIn: null };
}

/** Gets a new token from the issuer. */
export type Renewal = {
  /** Without the reader; undefined if that is not possible. */
  quietly(): Promise<string | undefined>;
  /** In a window. */
  withReader(): Promise<string>;
};

/** @param renewal null if the token cannot be replaced */
export function sessionOf(first: string, renewal: Renewal | null): Session {
  const listeners: ((expired: Expired) => void)[] = [];
  let current = first;
  let renewed: Promise<string> | undefined;

  async function renew(): Promise<string> {
    return (await renewal?.quietly()) ?? (await askReader());
  }
  function askReader(): Promise<string> {
    return new Promise((resolve) => {
      const signInAgain = renewal && (async () => resolve(await renewal.withReader()));
      for (const listener of listeners) listener({ signInAgain });
    });
  }
  return {
    async token({ fresh }) {
      if (!fresh) return current;
      // Requests at the same time wait for one new token.
      renewed ??= renew().finally(() => {
        renewed = undefined;
      });
      current = await renewed;
      return current;
    },
    onExpired: (listener) => void listeners.push(listener),
  };
}
