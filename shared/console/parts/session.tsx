import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Gateway } from '../../client/client.ts';
import type { BuildRequest } from '../../client/types.ts';

/** What every part of the page may use. It lives as long as the tab and is stored nowhere. */
export type Session = {
  gateway: Gateway;
  /** The base URL of the API, without a slash at its end. */
  apiUrl: string;
  /** The requests of the builds that were started in this tab, by build id. */
  started: Map<string, BuildRequest>;
  /** What is written on the pages, so that it is still there after a look at another one. */
  drafts: Map<string, unknown>;
  /** Permits a style sheet that a script adds to the page. */
  nonce: string;
  /** Shows a short sentence, which screen readers read aloud. */
  notify(text: string): void;
};

const SessionContext = createContext<Session | undefined>(undefined);

export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('There is no session around this component.');
  return session;
}
