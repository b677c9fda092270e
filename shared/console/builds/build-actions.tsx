import type { Build } from '../../client/types.ts';
import { ConfirmButton } from '../parts/confirm.tsx';
import { useAction } from '../parts/use-action.tsx';
import { hrefOf } from '../route.ts';
import { CancelButton } from '../run/cancel-button.tsx';
import { StartedActions } from '../run/started-actions.tsx';

type ActionsProps = { build: Build; onChange: (build: Build) => void };

/** What can be done with a build: cancel it before its end, erase it after. */
export function BuildActions({ build, onChange }: ActionsProps) {
  return (
    <div class="row row-wrap">
      <StartedActions id={build.id} />
      {build.endedAt === null ? (
        <CancelButton build={build} onChange={onChange} />
      ) : (
        <EraseButton build={build} />
      )}
    </div>
  );
}

function EraseButton({ build }: { build: Build }) {
  const { isBusy, run } = useAction();
  const erase = () =>
    run(async () => {
      await build.erase();
      location.hash = hrefOf({ page: 'builds', filter: {} });
    }, 'The build and its files were erased.');
  return (
    <ConfirmButton
      label="Erase"
      title="Erase this build?"
      action="Erase for good"
      disabled={isBusy}
      onConfirm={erase}
    >
      <p>Its record{filesText(build.files.length)} will be deleted. This cannot be undone.</p>
    </ConfirmButton>
  );
}

function filesText(count: number): string {
  if (count === 0) return '';
  return count === 1 ? ' and its file' : ` and its ${count} files`;
}
