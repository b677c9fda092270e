import { GatewayError, isGatewayError } from '../../errors.ts';

/** Runs a check of one field of a request. An error that it throws names the field. */
export function checkField<T>(pointer: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    const errors = [{ pointer, detail: error.details.errors?.[0]?.detail ?? error.message }];
    throw new GatewayError(error.code, error.message, { ...error.details, errors, cause: error });
  }
}
