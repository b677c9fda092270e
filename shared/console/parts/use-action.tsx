import { useCallback, useState } from 'preact/hooks';
import { explainError } from '../words/explain-error.ts';
import { useSession } from './session.tsx';

/** Runs what a button does, one time after the other, and says how it went. */
export function useAction() {
  const { notify } = useSession();
  const [isBusy, setBusy] = useState(false);
  const run = useCallback(
    async (action: () => Promise<unknown>, done?: string) => {
      setBusy(true);
      try {
        await action();
        if (done) notify(done);
      } catch (error) {
        const { title, detail } = explainError(error);
        notify(`${title}. ${detail}`);
      } finally {
        setBusy(false);
      }
    },
    [notify],
  );
  return { isBusy, run };
}
