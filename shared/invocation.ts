import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { GatewayError, isGatewayError, nameOf } from './errors.ts';
import { addLogFields, logged } from './log.ts';
import { stepError } from './step-error.ts';

/**
 * Settings of middy for functions without a caller who needs an answer. By default middy ends a call
 * shortly before Lambda does and leaves its work running: that goes on in the process's next call, and
 * keeps renewing the lease of its message. Lambda ends the process too.
 */
export const NO_EARLY_TIMEOUT = { timeoutEarlyInMillis: 0 };

/**
 * The chain around a function that is invoked with a JSON event: a step of the state machine, a
 * schedule or a stream. Writes one log line per invocation. A GatewayError becomes an error whose name
 * the state machine catches and whose message `readStepError` reads.
 */
export function invocation<Input extends object, Output>(
  name: string,
  work: (input: Input) => Promise<Output>,
) {
  return middy<Input, Output, Error, Context>(NO_EARLY_TIMEOUT)
    .onError(({ error }) => {
      const known = isAwsError(error) ? storageFailed(error) : error;
      throw isGatewayError(known) ? stepError(known) : known;
    })
    .handler((input: Input, context: Context) =>
      logged(name, context, () => {
        const { tenant, id } = input as { tenant?: string; id?: string };
        addLogFields({ tenant, build: id });
        return work(input);
      }),
    );
}

/** Errors of AWS clients have `$metadata`. */
function isAwsError(error: unknown): error is Error {
  return error instanceof Error && '$metadata' in error;
}

function storageFailed(cause: Error): GatewayError {
  const message = `A request to AWS failed: ${nameOf(cause)}.`;
  return new GatewayError('STORAGE_FAILED', message, { cause });
}
