import { docsGateway, type Fetch, type Gateway } from '../client/client.ts';

/** What gives tokens, as the sign-in does. */
type Tokens = { token(need: { fresh: boolean }): Promise<string> };

/** Someone looks at the page: it says soon what does not work, and tries again by itself where it can. */
const RETRIES = 1;

/**
 * The client of the console. The page and the API have one origin, so a refused token is always seen as a 401:
 * a connection that fails is no reason to ask the reader to sign in again.
 *
 * @param send `fetch`, or what does the same in tests
 */
export function consoleGateway(apiUrl: string, tokens: Tokens, send: Fetch): Gateway {
  let isRefused = false;
  return docsGateway({
    url: apiUrl,
    retries: RETRIES,
    async fetch(url, init) {
      const answer = await send(url, init);
      if (url.startsWith(`${apiUrl}/`) && answer.status === 401) isRefused = true;
      return answer;
    },
    async token({ fresh }) {
      const isNeeded = fresh && isRefused;
      if (isNeeded) isRefused = false;
      return tokens.token({ fresh: isNeeded });
    },
  });
}
