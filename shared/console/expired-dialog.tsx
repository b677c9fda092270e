import { useEffect, useRef, useState } from 'preact/hooks';
import type { Expired, Session } from './sign-in/session.ts';

/** Asks the reader to sign in again. What is written on the page stays; requests wait for the new token. */
export function ExpiredDialog({ signIn }: { signIn: Session }) {
  const [expired, setExpired] = useState<Expired>();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    signIn.onExpired((now) => {
      setExpired(now);
      setOpen(true);
    });
  }, [signIn]);
  if (!expired) return null;
  if (isOpen) {
    return (
      <Ask expired={expired} onLater={() => setOpen(false)} onDone={() => setExpired(undefined)} />
    );
  }
  return (
    <div class="expired-bar" role="alert">
      <p>Your sign-in has expired. Requests wait.</p>
      <button type="button" class="button button-small" onClick={() => setOpen(true)}>
        What now?
      </button>
    </div>
  );
}

type AskProps = { expired: Expired; onLater: () => void; onDone: () => void };

function Ask({ expired: { by, signInAgain }, onLater, onDone }: AskProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [fault, setFault] = useState('');
  const again = () => signInAgain().then(onDone, (error: Error) => setFault(error.message));
  useEffect(() => {
    dialog.current?.showModal();
    if (by === 'address') void again();
  }, []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="expired-title" onClose={onLater}>
      <h2 id="expired-title">Your sign-in has expired</h2>
      <p>Nothing that you wrote is lost: this page goes on as soon as it has a new token.</p>
      {by === 'address' && (
        <p>
          Paste the address that <code>npm start</code> printed last into the address bar of this
          tab.
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
        {by === 'window' && (
          <button type="button" class="button button-primary" onClick={again}>
            Sign in again
          </button>
        )}
      </div>
    </dialog>
  );
}
