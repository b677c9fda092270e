import { useState } from 'preact/hooks';
import { Notice } from './parts/notice.tsx';

type SignedOutProps = {
  problem: string | null;
  signIn: (() => Promise<void>) | null;
};

/** The page before a reader has signed in. */
export function SignedOut({ problem, signIn }: SignedOutProps) {
  const [isLeaving, setLeaving] = useState(false);
  const [fault, setFault] = useState(problem);
  const leave = async () => {
    setLeaving(true);
    await signIn?.().catch((error: Error) => {
      setFault(error.message);
      setLeaving(false);
    });
  };
  return (
    <main class="signed-out">
      <h1>
        <span class="brand-sign" aria-hidden="true" /> Docs Gateway
      </h1>
      <p class="muted">Watch builds, write scripts, try templates, look up documents.</p>
      {fault !== null && (
        <div role="alert">
          <Notice tone="bad" title="Signing in did not work">
            <p>{fault}</p>
          </Notice>
        </div>
      )}
      {signIn ? (
        <button type="button" class="button button-primary" disabled={isLeaving} onClick={leave}>
          {isLeaving ? 'Opening the sign-in page …' : 'Sign in'}
        </button>
      ) : (
        <Notice title="Open the address that npm start prints">
          <p>
            It brings a token, which this page keeps in memory alone. After a reload, open the
            address once more.
          </p>
        </Notice>
      )}
    </main>
  );
}
