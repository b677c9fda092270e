import { useEffect, useState } from 'preact/hooks';
import type { ScriptCheck } from '../../client/types.ts';
import { useSession } from '../parts/session.tsx';

/** A check is sent when nothing was typed for this long. */
const QUIET_MS = 400;
/** The gateway checks scripts of up to 1 MiB. */
const MAX_CHARACTERS = 1024 * 1024;

export type Checked = {
  /** The last check; of an older text while another one is under way. */
  check: ScriptCheck | undefined;
  isChecking: boolean;
  error: unknown;
};

/** The findings of a script, while someone writes it. */
export function useCheck(script: string): Checked {
  const { gateway } = useSession();
  const [checked, setChecked] = useState<Checked>({
    check: undefined,
    isChecking: false,
    error: undefined,
  });
  useEffect(() => {
    if (script.trim() === '' || script.length > MAX_CHARACTERS) {
      setChecked({ check: undefined, isChecking: false, error: undefined });
      return;
    }
    const stop = new AbortController();
    const { signal } = stop;
    setChecked((before) => ({ ...before, isChecking: true }));
    const timer = setTimeout(() => {
      gateway.check(script, { signal }).then(
        (check) => !signal.aborted && setChecked({ check, isChecking: false, error: undefined }),
        (error) => !signal.aborted && setChecked({ check: undefined, isChecking: false, error }),
      );
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [gateway, script]);
  return checked;
}
