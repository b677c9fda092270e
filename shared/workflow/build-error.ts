import type { BuildError } from '../build/build.ts';
import {
  codeOfName,
  ERRORS,
  type ErrorCode,
  type GatewayError,
  type ScriptPosition,
} from '../errors.ts';
import { readStepError } from '../step-error.ts';

/** The error of a failed build, as its row and its event show it. */
export function buildError(
  code: ErrorCode,
  detail: string,
  { docsError = null, at = null }: { docsError?: number | null; at?: ScriptPosition | null } = {},
): BuildError {
  return { code, docsError, retryable: ERRORS[code].retryable, detail, at };
}

/** The error of a build whose script failed at a place that a run of it could not find. */
export function withoutPlace(error: BuildError, reason: string): BuildError {
  if (error.at) return error; // read off the script
  return { ...error, detail: `${error.detail}. The place is not known: ${reason}.` };
}

export function buildErrorOf({ code, message, details }: GatewayError): BuildError {
  return buildError(code, message, details);
}

/**
 * The error of a build whose step failed for good.
 *
 * @param name as Step Functions reports it
 * @param cause the JSON that Lambda made of the error
 */
export function buildErrorOfStep(name: string, cause: string | undefined): BuildError {
  const { detail, docsError } = readStepError(name, cause);
  return buildError(codeOfName(name), detail, { docsError });
}
