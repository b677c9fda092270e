import type { BuildError } from '../../client/types.ts';
import { Notice } from '../parts/notice.tsx';

/** Why a build failed, and at which place of its script. */
export function BuildFailure({ error }: { error: BuildError }) {
  const { code, detail, at, retryable, docsError } = error;
  return (
    <Notice tone="bad" title="The build failed">
      {at && (
        <p class="failure-place">
          <strong>
            Line {at.line}, column {at.column}
          </strong>
          <code class="block-code">{at.message}</code>
        </p>
      )}
      <p>{detail}</p>
      <p class="small muted">
        <code>{code}</code>
        {docsError !== null && ` · error ${docsError} of Docs`}
        {retryable && ' · the same request may succeed later'}
      </p>
    </Notice>
  );
}
