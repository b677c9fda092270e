import { acceptUpload } from '../../shared/queue/accept-upload.ts';
import { batch } from '../../shared/queue/batch.ts';
import { refusalDepsFromEnv } from '../../shared/queue/refusal.ts';
import { visibilityFromEnv } from '../../shared/queue/visibility.ts';
import { admissionDepsFromEnv } from '../../shared/workflow/admission/admission-deps.ts';

const deps = admissionDepsFromEnv();
const refusalDeps = refusalDepsFromEnv();

/** Uploads queue: accepts a build for each object that was put below `inbox/`. */
export const handler = batch(
  'accept-upload',
  (record) => acceptUpload(deps, refusalDeps, record),
  visibilityFromEnv(),
);
