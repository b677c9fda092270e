import type { Settings } from '../settings.ts';
import {
  type Attempt,
  begin,
  exchange,
  type Issuer,
  issuerOf,
  refreshed,
  type Tokens,
} from './issuer.ts';
import { type Entry, sessionOf } from './session.ts';
import { answerOtherTab, signInByWindow } from './sign-in-window.ts';

/** What a tab remembers while the issuer has it. It holds no token, and is deleted when the tab returns. */
type Left = Attempt & {
  /** The query and the fragment of the page that was left. */
  returnTo: string;
};

const LEFT = 'docs-gateway sign-in';

/** Reads from the address whether the issuer has sent the reader back, and exchanges the code for a token. */
export async function enterByIssuer(settings: Settings): Promise<Entry> {
  const issuer = issuerOf(settings);
  const signIn = async () => {
    const { url, attempt } = await begin(issuer);
    const left: Left = { ...attempt, returnTo: location.search + location.hash };
    sessionStorage.setItem(LEFT, JSON.stringify(left));
    location.assign(url);
  };
  const signedOut = (problem: string | null): Entry => ({ is: 'signed-out', problem, signIn });

  const answer = takeAnswer();
  if (!answer) return signedOut(null);
  const left = takeLeft();
  if (!left || left.state !== answer.get('state')) {
    answerOtherTab(answer);
    return signedOut('This window is no longer needed. You may close it.');
  }
  history.replaceState(null, '', location.pathname + left.returnTo);
  try {
    const tokens = await exchange(issuer, answer, left);
    return { is: 'signed-in', session: session(issuer, tokens) };
  } catch (error) {
    return signedOut((error as Error).message);
  }
}

function session(issuer: Issuer, first: Tokens) {
  let tokens = first;
  return sessionOf(first.access, {
    by: 'window',
    async quietly() {
      const renewed = await refreshed(issuer, tokens);
      if (renewed) tokens = renewed;
      return renewed?.access;
    },
    async withReader() {
      tokens = await signInByWindow(issuer);
      return tokens.access;
    },
  });
}

/** The answer of the issuer in the query of the address, from which it is removed. */
function takeAnswer(): URLSearchParams | undefined {
  const query = new URLSearchParams(location.search);
  if (!query.has('state') || !(query.has('code') || query.has('error'))) return undefined;
  history.replaceState(null, '', location.pathname);
  return query;
}

function takeLeft(): Left | undefined {
  const text = sessionStorage.getItem(LEFT);
  sessionStorage.removeItem(LEFT);
  return text === null ? undefined : JSON.parse(text);
}
