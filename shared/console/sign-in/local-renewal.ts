import { takeFragmentToken } from './fragment-token.ts';
import type { Renewal } from './session.ts';

/** How the local stack replaces a token: the reader opens its printed address in the same tab. */
export const localRenewal: Renewal = {
  by: 'address',
  quietly: async () => undefined,
  withReader: nextFragmentToken,
};

/** The next token in the fragment of the address. The page that was shown before stays. */
function nextFragmentToken(): Promise<string> {
  return new Promise((resolve) => {
    const read = ({ oldURL }: HashChangeEvent) => {
      const token = takeFragmentToken();
      if (token === undefined) return;
      removeEventListener('hashchange', read);
      const { hash, pathname, search } = new URL(oldURL);
      history.replaceState(null, '', pathname + search + hash);
      resolve(token);
    };
    addEventListener('hashchange', read);
  });
}
