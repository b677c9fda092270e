import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

type ConfirmProps = {
  /** The words of the button that asks, and of the one that does it. */
  label: string;
  title: string;
  action: string;
  children: ComponentChildren;
  onConfirm: () => void;
  disabled?: boolean;
  /** What the button is about, for screen readers, where its words alone do not say. */
  about?: string;
};

/** A button for what cannot be undone: it asks first. */
export function ConfirmButton(props: ConfirmProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class="button button-danger"
        disabled={props.disabled ?? false}
        onClick={() => setOpen(true)}
      >
        {props.label}
        {props.about && <span class="sr-only">: {props.about}</span>}
      </button>
      {isOpen && <ConfirmDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function ConfirmDialog(props: ConfirmProps & { onClose: () => void }) {
  const { title, action, children, onConfirm, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const confirm = () => {
    dialog.current?.close();
    onConfirm();
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="confirm-title" onClose={onClose}>
      <h2 id="confirm-title">{title}</h2>
      {children}
      <div class="row row-end">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Keep it
        </button>
        <button type="button" class="button button-danger-strong" onClick={confirm}>
          {action}
        </button>
      </div>
    </dialog>
  );
}
