import { CopyButton } from '../parts/copy-button.tsx';
import { useSession } from '../parts/session.tsx';
import { useAction } from '../parts/use-action.tsx';
import { hrefOf } from '../route.ts';
import { clientText, curlText } from './request-text.ts';

type StartedProps = { id: string; onStarted?: (id: string) => void };

/** What can be done with a build that was started in this tab, whose request is therefore known. */
export function StartedActions({ id, onStarted = show }: StartedProps) {
  const { gateway, apiUrl, started } = useSession();
  const { isBusy, run } = useAction();
  const request = started.get(id);
  if (!request) return null;
  const again = () =>
    run(async () => {
      const build = await gateway.submit(request);
      started.set(build.id, request);
      onStarted(build.id);
    });
  return (
    <>
      <button type="button" class="button" disabled={isBusy} onClick={again}>
        Run again
      </button>
      <CopyButton
        label="Copy as curl"
        what="the curl command"
        text={() => curlText(apiUrl, request)}
      />
      <CopyButton
        label="Copy as client code"
        what="the client code"
        text={() => clientText(apiUrl, request)}
      />
    </>
  );
}

function show(id: string): void {
  location.hash = hrefOf({ page: 'build', id });
}
