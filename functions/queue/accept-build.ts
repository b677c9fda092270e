import { acceptBuild } from '../../shared/queue/accept-build.ts';
import { batch } from '../../shared/queue/batch.ts';
import { refusalDepsFromEnv } from '../../shared/queue/refusal.ts';
import { visibilityFromEnv } from '../../shared/queue/visibility.ts';
import { admissionDepsFromEnv } from '../../shared/workflow/admission/admission-deps.ts';

const deps = admissionDepsFromEnv();
const refusalDeps = refusalDepsFromEnv();

/** Builds queue: accepts a build for each message from a sender or from the event bus. */
export const handler = batch(
  'accept-build',
  (record) => acceptBuild(deps, refusalDeps, record),
  visibilityFromEnv(),
);
