import { ERRORS, type GatewayError } from './errors.ts';

/** The parts of a build's error that come from the step that failed. */
export type StepFailure = { detail: string; docsError: number | null };

/**
 * The error that a workflow step throws in place of a GatewayError. Lambda passes on only the name,
 * which Step Functions matches, and the message, so the message carries the rest as JSON.
 */
export function stepError({ name, message, details }: GatewayError): Error {
  const failure: StepFailure = { detail: message, docsError: details.docsError ?? null };
  return Object.assign(new Error(JSON.stringify(failure)), { name });
}

/**
 * Reads what a workflow step threw. Only a message made by `stepError` is used: other messages may
 * quote text that must not be shown.
 *
 * @param name as Step Functions reports it
 * @param cause the JSON that Lambda made of the error
 */
export function readStepError(name: string, cause: string | undefined): StepFailure {
  const isOurs = Object.values(ERRORS).some((meaning) => meaning.name === name);
  const failure = isOurs ? failureIn(cause) : undefined;
  return failure ?? { detail: `A step of the build ended with ${name}.`, docsError: null };
}

function failureIn(cause: string | undefined): StepFailure | undefined {
  try {
    const { detail, docsError } = JSON.parse(JSON.parse(cause ?? '').errorMessage);
    return typeof detail === 'string' ? { detail, docsError: docsError ?? null } : undefined;
  } catch {
    return undefined; // Lambda itself ended the step (a time-out, for example): only the name is known.
  }
}
