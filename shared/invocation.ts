import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { GatewayError, isGatewayError, nameOf } from './errors.ts';
import { addLogFields, logged } from './log.ts';
import { stepError } from './step-error.ts';

/**
 * Disables middy's early timeout, for functions whose caller needs no answer. It would end an invocation
 * shortly before Lambda's timeout without ending the work, which would then resume in the next
 * invocation and continue to hide its message. Lambda's timeout ends the process.
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
      const known = namedError(error);
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

/** An error of an AWS client, which has `$metadata`, as STORAGE_FAILED; any other error unchanged. */
export function namedError(error: unknown): unknown {
  if (!(error instanceof Error && '$metadata' in error)) return error;
  const message = `A request to AWS failed: ${nameOf(error)}.`;
  return new GatewayError('STORAGE_FAILED', message, { cause: error });
}
