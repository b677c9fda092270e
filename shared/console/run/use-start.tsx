import { useCallback, useState } from 'preact/hooks';
import type { BuildRequest } from '../../client/types.ts';
import { useSession } from '../parts/session.tsx';
import { useDraft } from '../parts/use-draft.tsx';

/**
 * Starts builds on a page. The last one is still shown when the reader comes back to the page.
 *
 * @param page the name under which its build is remembered
 */
export function useStart(page: string) {
  const { gateway, started } = useSession();
  const [id, follow] = useDraft(`${page}.build`, '');
  const [error, setError] = useState<unknown>();
  const [isStarting, setStarting] = useState(false);
  const start = useCallback(
    async (request: BuildRequest) => {
      setStarting(true);
      setError(undefined);
      try {
        const build = await gateway.submit(request);
        started.set(build.id, request);
        follow(build.id);
      } catch (cause) {
        setError(cause);
        follow('');
      } finally {
        setStarting(false);
      }
    },
    [gateway, started, follow],
  );
  return { id, error, isStarting, start, follow };
}
