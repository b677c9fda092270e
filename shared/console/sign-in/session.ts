import type { Settings } from '../settings.ts';
import { takeFragmentToken } from './fragment-token.ts';
import { localRenewal } from './local-renewal.ts';

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
  /** In a window of the issuer, or, on the local stack, by opening its new address in the same tab. */
  by: 'window' | 'address';
  /**
   * Resolves once the reader has signed in. It opens the window: call it in the handler of a click, also a
   * second time. With `address`, call it at once: it opens nothing and waits for the address.
   *
   * @throws {Error} whose message says in a sentence why it failed
   */
  signInAgain: () => Promise<void>;
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
  if (token) return { is: 'signed-in', session: sessionOf(token, localRenewal) };
  return { is: 'signed-out', problem: null, signIn: null };
}

/** Gets a new token. */
export type Renewal = Pick<Expired, 'by'> & {
  /** Without the reader; undefined if that is not possible. */
  quietly(): Promise<string | undefined>;
  /** In a window, or from the address. */
  withReader(): Promise<string>;
};

/** @param renewal replaces a token that has expired */
export function sessionOf(first: string, renewal: Renewal): Session {
  const listeners: ((expired: Expired) => void)[] = [];
  let current = first;
  let renewed: Promise<string> | undefined;

  async function renew(): Promise<string> {
    return (await renewal.quietly()) ?? (await askReader());
  }
  function askReader(): Promise<string> {
    return new Promise((resolve) => {
      const signInAgain = async () => resolve(await renewal.withReader());
      for (const listener of listeners) listener({ by: renewal.by, signInAgain });
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
