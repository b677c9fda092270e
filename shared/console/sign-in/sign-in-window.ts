import { begin, exchange, type Issuer, type Tokens } from './issuer.ts';

const CHANNEL = 'docs-gateway sign-in';

/**
 * Signs in again in a window of its own, so that this page keeps what the reader was writing. The window
 * comes back with a code, which only this page can exchange: it alone has the verifier.
 *
 * @throws {Error} whose message is for the reader
 */
export async function signInByWindow(issuer: Issuer): Promise<Tokens> {
  const opened = window.open('about:blank', '_blank', 'popup,width=520,height=680');
  if (!opened) throw new Error('The browser blocked the window. Allow windows of this page.');
  try {
    const { url, attempt } = await begin(issuer);
    const answered = answerFor(attempt.state);
    opened.location.href = url;
    return await exchange(issuer, await answered, attempt);
  } catch (error) {
    opened.close();
    throw error;
  }
}

/** Passes the answer of the issuer to the page that opened this window, and closes the window. */
export function answerOtherTab(answer: URLSearchParams): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(answer.toString());
  channel.close();
  window.close();
}

function answerFor(state: string): Promise<URLSearchParams> {
  const channel = new BroadcastChannel(CHANNEL);
  return new Promise((resolve) => {
    channel.onmessage = ({ data }) => {
      const answer = new URLSearchParams(String(data));
      if (answer.get('state') !== state) return;
      channel.close();
      resolve(answer);
    };
  });
}
