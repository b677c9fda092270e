import { useCallback, useState } from 'preact/hooks';
import { useSession } from './session.tsx';

/** A state that is still there when the reader comes back to the page. */
export function useDraft<Value>(name: string, first: Value): [Value, (next: Value) => void] {
  const { drafts } = useSession();
  const [value, setValue] = useState<Value>(drafts.has(name) ? (drafts.get(name) as Value) : first);
  const set = useCallback(
    (next: Value) => {
      drafts.set(name, next);
      setValue(next);
    },
    [drafts, name],
  );
  return [value, set];
}
