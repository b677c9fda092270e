import type { BuildError, BuildWarning } from '../../../shared/build/build.ts';
import { BUILD_ERRORS } from '../../../shared/docs/error-numbers.ts';
import { GatewayError, type ScriptPosition } from '../../../shared/errors.ts';
import type { ScriptCheck } from '../../../shared/script/check/check-script.ts';
import { buildErrorOf, withoutPlace } from '../../../shared/workflow/build-error.ts';
import { emptyError, mustSave } from '../../../shared/workflow/checking/empty-error.ts';
import {
  explainFailure,
  explainThrown,
  withDetailOfWarning,
} from '../../../shared/workflow/checking/explain-failure.ts';

/** How a run of an instrumented script ended. `at` is null if its report names no error. */
export type RunEnd = {
  outcome: 'ok' | 'failed' | 'timeout';
  at: ScriptPosition | null;
  /** How many files it saved. */
  saved: number;
};

const TIMED_OUT = -2;

/** The error that a build of the script would have, in the gateway's words; null if it succeeded. */
export function errorOfRun(
  end: RunEnd,
  check: ScriptCheck,
  warnings: BuildWarning[],
): BuildError | null {
  const { outcome, at, saved } = end;
  if (outcome === 'ok' && at === null) {
    if (saved > 0) return null;
    return emptyError({ error: check.error, mustSave: mustSave(check) });
  }
  const error = buildErrorOf(
    at
      ? explainThrown(at, check.error)
      : explainFailure(errorWithoutPlace(outcome), check.error).error,
  );
  return withDetailOfWarning(withoutPlace(error, 'the run saved no report'), warnings);
}

function errorWithoutPlace(outcome: RunEnd['outcome']): GatewayError {
  if (outcome !== 'timeout') return new GatewayError('SCRIPT_FAILED', 'the script failed');
  const message = BUILD_ERRORS[TIMED_OUT]?.message ?? '';
  return new GatewayError('BUILD_TIMEOUT', message, { docsError: TIMED_OUT });
}
