import { useSession } from './session.tsx';

type CopyProps = { text: string | (() => string); label: string; what: string };

/** Puts a text on the clipboard. */
export function CopyButton({ text, label, what }: CopyProps) {
  const { notify } = useSession();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      notify(`Copied ${what}.`);
    } catch {
      notify('The browser did not allow this page to copy.');
    }
  };
  return (
    <button type="button" class="button" onClick={copy}>
      {label}
    </button>
  );
}
