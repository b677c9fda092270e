import { useEffect, useRef, useState } from 'preact/hooks';
import type { Expired, Session } from './sign-in/session.ts';

/** Asks the reader to sign in again. What is written on the page stays; requests wait for the new token. */
export function ExpiredDialog({ signIn }: { signIn: Session }) {
  const [expired, setExpired] = useState<Expired>();
  useEffect(() => signIn.onExpired(setExpired), [signIn]);
  if (!expired) return null;
  return <Ask expired={expired} onClose={() => setExpired(undefined)} />;
}

function Ask({ expired, onClose }: { expired: Expired; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [fault, setFault] = useState('');
  useEffect(() => dialog.current?.showModal(), []);
  const { signInAgain } = expired;
  const again = () =>
    signInAgain?.().then(
      () => dialog.current?.close(),
      (error: Error) => setFault(error.message),
    );
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="expired-title" onClose={onClose}>
      <h2 id="expired-title">Your sign-in has expired</h2>
      <p>Nothing that you wrote is lost: this page goes on as soon as it has a new token.</p>
      {!signInAgain && (
        <p>
          Tokens of the local stack are valid while it runs. Open the address that{' '}
          <code>npm start</code> printed last; copy what you want to keep before.
        </p>
      )}
      {fault && (
        <p class="field-error" role="alert">
          {fault}
        </p>
      )}
      <div class="row row-end">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Later
        </button>
        {signInAgain && (
          <button type="button" class="button button-primary" onClick={again}>
            Sign in again
          </button>
        )}
      </div>
    </dialog>
  );
}
