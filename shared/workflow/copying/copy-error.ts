import { type ErrorCode, GatewayError, isGatewayError, NotYetError } from '../../errors.ts';

/** How often a copy is repeated immediately after each error. */
const REPEATS: Partial<Record<ErrorCode, number>> = {
  RESULT_EXPIRED: 1,
  DOCS_PROTOCOL: 1,
  DOCS_INTERNAL: 2,
};

/** @param repeats how often this copy has been repeated already */
export function mayRepeatCopy(error: unknown, repeats: number): boolean {
  return isGatewayError(error) && repeats < (REPEATS[error.code] ?? 0);
}

/** When a copy failed: before or after its build's deadline, and whether its own timeout ended it. */
export type CopyFailureTime = { isPastDeadline: boolean; isTimedOut: boolean };

/**
 * The error that the step throws after a failed copy: `NotYetError` when Docs may recover before the
 * deadline; after the deadline BUILD_TIMEOUT, unless Docs was unreachable.
 *
 * @param name of the file
 */
export function copyErrorOf(
  error: unknown,
  name: string,
  { isPastDeadline, isTimedOut }: CopyFailureTime,
): unknown {
  const isDocsUnreached = isGatewayError(error, 'DOCS_UNAVAILABLE', 'DOCS_TIMEOUT');
  if (!isPastDeadline && !isDocsUnreached) return error;
  if (!isPastDeadline)
    return new NotYetError(`Docs cannot send ${name} at present.`, { cause: error });
  if (isDocsUnreached && !isTimedOut) return error;
  const message = `There was no time left to copy ${name}.`;
  return new GatewayError('BUILD_TIMEOUT', message, { cause: error });
}

/** Whether the error concerns one file only, so that the other files of its build are still copied. */
export function concernsOneFile(error: unknown): error is GatewayError {
  return isGatewayError(error, 'RESULT_EXPIRED', 'RESULT_TOO_LARGE', 'SCRIPT_FAILED');
}
