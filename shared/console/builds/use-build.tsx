import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Build } from '../../client/types.ts';
import { useSession } from '../parts/session.tsx';
import { SLOW_MS } from '../parts/use-load.tsx';
import { mayPass } from '../words/explain-error.ts';

const PAUSE_AFTER_ERROR_MS = 5000;

export type FollowedBuild = {
  build: Build | undefined;
  isSlow: boolean;
  /** Why the build cannot be read now; what was read before is kept. */
  error: unknown;
  setBuild: (build: Build) => void;
};

/** One build, followed to its end. */
export function useBuild(id: string): FollowedBuild & { again: () => void } {
  const { gateway } = useSession();
  const [build, setBuild] = useState<Build>();
  const [error, setError] = useState<unknown>();
  const [isSlow, setSlow] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    setError(undefined);
    const slow = setTimeout(() => setSlow(true), SLOW_MS);
    const read = async () => {
      const first = await gateway.get(id, { signal });
      for await (const step of first.watch({ signal })) {
        setBuild(step);
        setError(undefined);
      }
    };
    void untilRead(read, signal, setError);
    return () => {
      clearTimeout(slow);
      stop.abort();
    };
  }, [gateway, id, turn]);
  const again = useCallback(() => setTurn((count) => count + 1), []);
  return { build: build?.id === id ? build : undefined, isSlow, error, setBuild, again };
}

/** Reads again after an error that may pass, such as a lost connection. */
async function untilRead(
  read: () => Promise<void>,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      return await read();
    } catch (error) {
      if (signal.aborted) return;
      onError(error);
      if (!mayPass(error)) return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_ERROR_MS));
    }
  }
}
