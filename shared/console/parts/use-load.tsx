import { useCallback, useEffect, useState } from 'preact/hooks';

/** After this time the page says that loading takes long. */
export const SLOW_MS = 4000;

/** Something that is loaded: what it is, or why it is not there. */
export type Load<Value> =
  | { state: 'loading'; isSlow: boolean }
  | { state: 'failed'; error: unknown }
  | { state: 'done'; value: Value };

/**
 * Loads something when a component appears and when one of its parts changes.
 *
 * @returns what was loaded, and a function that loads it again
 */
export function useLoad<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  parts: readonly unknown[],
): [Load<Value>, () => void] {
  const [loaded, setLoaded] = useState<Load<Value>>({ state: 'loading', isSlow: false });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    setLoaded({ state: 'loading', isSlow: false });
    const slow = setTimeout(() => setLoaded({ state: 'loading', isSlow: true }), SLOW_MS);
    load(signal)
      .then(
        (value) => !signal.aborted && setLoaded({ state: 'done', value }),
        (error) => !signal.aborted && setLoaded({ state: 'failed', error }),
      )
      .finally(() => clearTimeout(slow));
    return () => {
      clearTimeout(slow);
      stop.abort();
    };
  }, [turn, ...parts]);
  const again = useCallback(() => setTurn((count) => count + 1), []);
  return [loaded, again];
}
