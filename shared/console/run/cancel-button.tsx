import type { Build } from '../../client/types.ts';
import { ConfirmButton } from '../parts/confirm.tsx';
import { useAction } from '../parts/use-action.tsx';

type CancelProps = { build: Build; onChange: (build: Build) => void };

/** Cancels a build that has not ended; asks first. */
export function CancelButton({ build, onChange }: CancelProps) {
  const { isBusy, run } = useAction();
  const cancel = () => run(async () => onChange(await build.cancel()), 'The build was cancelled.');
  return (
    <ConfirmButton
      label="Cancel"
      title="Cancel this build?"
      action="Cancel the build"
      disabled={isBusy}
      onConfirm={cancel}
    >
      <p>
        Nothing of it is kept. Docs cannot stop a script that runs, so its place there stays taken
        until it ends.
      </p>
    </ConfirmButton>
  );
}
